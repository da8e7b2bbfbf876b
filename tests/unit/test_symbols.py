"""Symbols by either of their names."""

import pytest

from abutre.domain.errors import UnknownSymbolError
from abutre.domain.symbols import SYMBOLS, Symbol, symbol_named


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.code)
def test_a_symbol_is_found_by_either_name_in_any_case(symbol: Symbol) -> None:
    for text in (symbol.name, symbol.code, symbol.name.lower(), f" {symbol.code.lower()} "):
        assert symbol_named(text) is symbol


def test_names_and_codes_are_each_used_once() -> None:
    names = [name.upper() for symbol in SYMBOLS for name in (symbol.name, symbol.code)]
    assert len(names) == len(set(names))


def test_the_users_v100_is_r_100_with_two_decimals_and_a_tick_every_two_seconds() -> None:
    v100 = symbol_named("V100")
    assert (v100.code, v100.decimals, v100.tick_interval) == ("R_100", 2, 2)
    assert v100.pip_size == 0.01


def test_a_one_second_index_ticks_every_second() -> None:
    assert symbol_named("1HZ100V").tick_interval == 1


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.code)
def test_a_minute_is_a_whole_number_of_ticks(symbol: Symbol) -> None:
    assert 60 % symbol.tick_interval == 0


@pytest.mark.parametrize("text", ["", "V", "V7", "R-100", "frxEURUSD"])
def test_an_unknown_name_is_answered_with_the_known_ones(text: str) -> None:
    with pytest.raises(UnknownSymbolError) as caught:
        symbol_named(text)
    assert repr(text) in str(caught.value)
    assert all(symbol.name in str(caught.value) for symbol in SYMBOLS)
