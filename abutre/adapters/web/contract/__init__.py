"""The contract with clients, for programs: OpenAPI and AsyncAPI documents made from the wire models."""
