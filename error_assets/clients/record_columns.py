"""How a record dataclass lies in a Parquet file: its Arrow schema, rows to columns and columns to rows.

Text, whole numbers, floats, booleans and UTC datetimes (microseconds) are columns of that type, tuples are lists,
records in records are structs. A field that may be None is nullable, no other is.

Arrays are built from buffers because `pyarrow.array` imports pandas, half a second that nothing here needs.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from error_assets.hours import UTC

if TYPE_CHECKING:
    import pyarrow as pa

Record = TypeVar("Record")
Values = Sequence[Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of column: its Arrow type and the ways from a list of values to an array and back."""

    arrow: "pa.DataType"
    nullable: bool
    encode: "Callable[[Values], pa.Array[Any]]"
    decode: "Callable[[Any], list[Any]]"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record; `optional` if the record has a default for it."""

    name: str
    optional: bool
    kind: Kind

    def array(self, rows: Values, owner: str) -> "pa.Array[Any]":
        """The field of every row. Raises TypeError naming the field if a value does not fit."""
        values = list(map(attrgetter(self.name), rows))
        try:
            if not self.kind.nullable and any(value is None for value in values):
                raise TypeError("None is not allowed")
            return self.kind.encode(values)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise TypeError(f"{owner}.{self.name}: {error}") from error

    @property
    def arrow_field(self) -> "pa.Field[Any]":
        import pyarrow as pa

        return pa.field(self.name, self.kind.arrow, nullable=self.kind.nullable)


@dataclass(frozen=True, slots=True)
class Layout(Generic[Record]):
    """The columns of one record type."""

    record_type: type[Record]
    columns: tuple[Column, ...]
    schema: "pa.Schema"

    def table(self, rows: Sequence[Record], metadata: dict[bytes, bytes]) -> "pa.Table":
        """Rows as a table with `metadata` on its schema. Raises TypeError naming a field whose value does not fit."""
        import pyarrow as pa

        arrays = [column.array(rows, self.record_type.__name__) for column in self.columns]
        return pa.Table.from_arrays(arrays, schema=self.schema.with_metadata(metadata))

    def rows(self, table: "pa.Table") -> list[Record]:
        """Rows of a stored table. A missing column with a default takes it, another raises KeyError with its name."""
        present = set(table.column_names)
        columns = [column for column in self.columns if column.name in present or not column.optional]
        names = [column.name for column in columns]
        values = [_decoded(table, column) for column in columns]
        return [self.record_type(**dict(zip(names, row, strict=True))) for row in zip(*values, strict=True)]


def _decoded(table: "pa.Table", column: Column) -> list[Any]:
    if column.name not in table.column_names:
        raise KeyError(f"it has no column {column.name}")
    return list(chain.from_iterable(map(column.kind.decode, table.column(column.name).chunks)))


def layout_of(record_type: type[Record]) -> Layout[Record]:
    """The layout of a record dataclass. Raises TypeError for a field type that has no column type."""
    kind: Any = record_type
    layout: Layout[Record] = _layout(kind)
    return layout


@cache
def _layout(record_type: Any) -> Layout[Any]:
    import pyarrow as pa

    columns = _columns(record_type)
    return Layout(record_type, columns, pa.schema([column.arrow_field for column in columns]))


def _columns(record_type: Any) -> tuple[Column, ...]:
    hints = get_type_hints(record_type)
    return tuple(
        Column(
            field.name,
            field.default is not MISSING or field.default_factory is not MISSING,
            _kind(hints[field.name]),
        )
        for field in fields(record_type)
    )


def _kind(hint: Any) -> Kind:
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not NoneType)
        kind = _kind(inner)
        return Kind(kind.arrow, True, kind.encode, kind.decode)
    if get_origin(hint) is tuple:
        return _list_kind(_kind(get_args(hint)[0]))
    if is_dataclass(hint):
        return _struct_kind(hint)
    return _plain_kind(hint)


def _plain_kind(hint: Any) -> Kind:
    import pyarrow as pa

    moment = pa.timestamp("us", tz="UTC")
    plain = {
        str: Kind(pa.string(), False, _texts, _listed),
        int: Kind(pa.int64(), False, lambda values: _numbers(pa.int64(), "q", values), _listed),
        float: Kind(pa.float64(), False, lambda values: _numbers(pa.float64(), "d", values), _listed),
        bool: Kind(pa.bool_(), False, _booleans, _listed),
        datetime: Kind(moment, False, lambda values: _numbers(moment, "q", _microseconds(values)), _moments),
    }
    if hint not in plain:
        raise TypeError(f"{hint} has no column type")
    return plain[hint]


def _list_kind(item: Kind) -> Kind:
    import pyarrow as pa

    arrow = pa.list_(pa.field("element", item.arrow, nullable=item.nullable))

    def encode(values: Values) -> "pa.Array[Any]":
        offsets = array("i", accumulate(map(len, values), initial=0))
        child = item.encode(list(chain.from_iterable(values)))
        return pa.Array.from_buffers(arrow, len(values), [None, pa.py_buffer(offsets)], children=[child])

    def decode(stored: Any) -> list[Any]:
        items, offsets = item.decode(stored.values), stored.offsets.to_pylist()
        return [tuple(items[a:b]) for a, b in pairwise(offsets)]

    return Kind(arrow, False, encode, decode)


def _struct_kind(record_type: Any) -> Kind:
    import pyarrow as pa

    columns = _columns(record_type)
    names = [column.name for column in columns]
    arrow = pa.struct([column.arrow_field for column in columns])

    def encode(values: Values) -> "pa.Array[Any]":
        children = [column.array(values, record_type.__name__) for column in columns]
        return pa.Array.from_buffers(arrow, len(values), [None], children=children)

    def decode(stored: Any) -> list[Any]:
        members = [column.kind.decode(stored.field(column.name)) for column in columns]
        return [record_type(**dict(zip(names, row, strict=True))) for row in zip(*members, strict=True)]

    return Kind(arrow, False, encode, decode)


def _texts(values: Values) -> "pa.Array[Any]":
    import pyarrow as pa

    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = array("i", accumulate(map(len, encoded), initial=0))
    buffers = [_validity(values), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def _numbers(arrow: "pa.DataType", code: str, values: Values) -> "pa.Array[Any]":
    import pyarrow as pa

    plain = array(code, [0 if value is None else value for value in values])
    return pa.Array.from_buffers(arrow, len(values), [_validity(values), pa.py_buffer(plain)])


def _booleans(values: Values) -> "pa.Array[Any]":
    import pyarrow as pa

    return pa.Array.from_buffers(pa.bool_(), len(values), [_validity(values), _bits(values)])


def _microseconds(moments: Values) -> list[int | None]:
    return [None if moment is None else (moment - EPOCH) // MICROSECOND for moment in moments]


def _moments(stored: Any) -> list[datetime | None]:
    import pyarrow as pa

    counts = stored.cast(pa.int64()).to_pylist()
    return [None if count is None else EPOCH + timedelta(microseconds=count) for count in counts]


def _listed(stored: Any) -> list[Any]:
    values: list[Any] = stored.to_pylist()
    return values


def _validity(values: Values) -> "pa.Buffer | None":
    if all(value is not None for value in values):
        return None
    return _bits([value is not None for value in values])


def _bits(flags: Values) -> "pa.Buffer":
    """Arrow's bitmap: bit i of the whole, the least significant first."""
    import pyarrow as pa

    packed = bytearray((len(flags) + 7) // 8)
    for position, flag in enumerate(flags):
        if flag:
            packed[position >> 3] |= 1 << (position & 7)
    return pa.py_buffer(bytes(packed))
