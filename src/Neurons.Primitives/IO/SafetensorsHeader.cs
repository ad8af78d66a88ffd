using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Neurons.Primitives;

namespace Neurons.IO;

/// <summary>The JSON header of a safetensors file: reading it with the checks the format demands, and writing it.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";
    private const long MaximumLength = 100_000_000;
    private const int Alignment = 8;

    private static readonly Dictionary<string, ElementType> Types = new()
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.UInt8,
        ["I8"] = ElementType.Int8,
        ["U16"] = ElementType.UInt16,
        ["I16"] = ElementType.Int16,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["U32"] = ElementType.UInt32,
        ["I32"] = ElementType.Int32,
        ["F32"] = ElementType.Float32,
        ["U64"] = ElementType.UInt64,
        ["I64"] = ElementType.Int64,
        ["F64"] = ElementType.Float64,
        ["F8_E4M3"] = ElementType.Float8E4M3,
        ["F8_E5M2"] = ElementType.Float8E5M2,
        ["F8_E8M0"] = ElementType.Float8E8M0,
        ["F4"] = ElementType.Float4,
        ["F6_E2M3"] = ElementType.Float6E2M3,
        ["F6_E3M2"] = ElementType.Float6E3M2,
        ["C64"] = ElementType.Complex64,
    };

    private readonly FileBytes _file;

    private SafetensorsHeader(FileBytes file) => _file = file;

    /// <summary>Where a tensor lies, counted from the end of the header.</summary>
    public sealed record Slot(string Name, ElementType Type, long[] Shape, long Start, long End);

    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors in the order of their data: without holes, without overlap, and filling the file.</summary>
    public List<Slot> Slots { get; } = [];

    public static string NameOf(ElementType type) => Types.First(pair => pair.Value == type).Key;

    public static SafetensorsHeader Read(FileBytes file)
    {
        var start = file.Read(8, "the header length");
        // A zip archive, or the pickled magic number of the years before.
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8) || start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x80, 0x02, 0x8A, 0x0A]))
        {
            throw file.Error("is not a safetensors file but one of torch.save; write it with safetensors.torch.save_file(model.state_dict(), …)");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        var limit = Math.Min(MaximumLength, file.Remaining);
        if (length > (ulong)limit)
        {
            throw file.Error($"the header length is {length}; at most {limit} is allowed ({file.Remaining} bytes follow it)");
        }

        var bytes = file.Read((long)length, "the header");
        if (bytes.Length == 0 || bytes[0] != '{' || !Utf8.IsValid(bytes))
        {
            throw file.Error("is not a safetensors file: its header is not a JSON object in UTF-8 that begins at byte 8");
        }

        var header = new SafetensorsHeader(file);
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            header.Parse(json.RootElement);
        }
        // The second is what a lone surrogate in an escaped string gives.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw file.Error($"the header is not valid JSON: {error.Message}", error);
        }

        header.RequireFullCoverage();
        return header;
    }

    /// <summary>The length field and the header, padded with spaces so that the data begins at a multiple of 8.</summary>
    public static byte[] Bytes(IReadOnlyDictionary<string, string> metadata, IEnumerable<SafetensorsEntry> entries)
    {
        using var json = new MemoryStream();
        json.Write(stackalloc byte[8]);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            var start = 0L;
            foreach (var entry in entries)
            {
                WriteSlot(writer, entry, start);
                start += entry.Bytes.Length;
            }

            writer.WriteEndObject();
        }

        while (json.Length % Alignment != 0)
        {
            json.WriteByte((byte)' ');
        }

        var bytes = json.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 8);
        return bytes;
    }

    public static void RequireWritable(string path, IReadOnlyCollection<SafetensorsEntry> entries, int headerBytes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Name == MetadataKey || !names.Add(entry.Name))
            {
                throw new ArgumentException(
                    $"{path}: the tensor name '{entry.Name}' is {(entry.Name == MetadataKey ? "reserved" : "used twice")}", nameof(entries));
            }
        }

        if (headerBytes - 8 > MaximumLength)
        {
            throw new ArgumentException($"{path}: the header has {headerBytes - 8} bytes; at most {MaximumLength} are allowed", nameof(entries));
        }
    }

    private static void WriteSlot(Utf8JsonWriter writer, SafetensorsEntry entry, long start)
    {
        writer.WriteStartObject(entry.Name);
        writer.WriteString("dtype", entry.DType);
        writer.WriteStartArray("shape");
        foreach (var length in entry.Shape)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(start);
        writer.WriteNumberValue(start + entry.Bytes.Length);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Parse(JsonElement root)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                ParseMetadata(property.Value);
            }
            else
            {
                Slots.Add(ParseSlot(property.Name, property.Value));
            }
        }
    }

    private void ParseMetadata(JsonElement metadata)
    {
        // What some writers put where there is none.
        if (metadata.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (metadata.ValueKind != JsonValueKind.Object)
        {
            throw _file.Error($"{MetadataKey} is a JSON {metadata.ValueKind}; an object is expected");
        }

        foreach (var property in metadata.EnumerateObject())
        {
            Metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw _file.Error($"{MetadataKey} '{property.Name}' is a JSON {property.Value.ValueKind}; a string is expected");
        }
    }

    private Slot ParseSlot(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw _file.Error($"tensor '{name}' is a JSON {value.ValueKind}; an object is expected");
        }

        var dtype = value.TryGetProperty("dtype", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        if (!Types.TryGetValue(dtype, out var type))
        {
            throw _file.Error($"tensor '{name}' has dtype '{dtype}'; {string.Join(", ", Types.Keys)} are allowed");
        }

        var shape = Integers(name, value, "shape");
        var offsets = Integers(name, value, "data_offsets");
        if (offsets is not [var start, var end] || start > end)
        {
            throw _file.Error($"tensor '{name}' has data_offsets {Shapes.Text(offsets)}; [start, end] with start ≤ end is expected");
        }

        // Elements of few bits share bytes, whole ones in all.
        if (TensorShape.Count(shape, long.MaxValue / type.Bits()) is not { } count || (Int128)count * type.Bits() != (Int128)(end - start) * 8)
        {
            throw _file.Error($"tensor '{name}' has {end - start} bytes, which do not match shape {Shapes.Text(shape)} of {dtype}");
        }

        return new Slot(name, type, shape, start, end);
    }

    private long[] Integers(string name, JsonElement value, string key)
    {
        if (!value.TryGetProperty(key, out var array) || array.ValueKind != JsonValueKind.Array)
        {
            throw _file.Error($"tensor '{name}' has no array '{key}'");
        }

        return [.. array.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
                ? number
                : throw _file.Error($"tensor '{name}' has '{item}' in '{key}'; whole numbers from 0 to {long.MaxValue} are allowed"))];
    }

    private void RequireFullCoverage()
    {
        Slots.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        var position = 0L;
        foreach (var slot in Slots)
        {
            if (slot.Start != position)
            {
                throw _file.Error($"tensor '{slot.Name}' begins at {slot.Start}; {position} is expected, as tensors neither overlap nor leave holes");
            }

            position = slot.End;
        }

        if (position != _file.Remaining)
        {
            throw _file.Error($"the tensors have {position} bytes, but {_file.Remaining} bytes of data follow the header");
        }
    }
}
