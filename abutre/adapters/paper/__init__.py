"""A broker of play money that settles on the market it watches."""
