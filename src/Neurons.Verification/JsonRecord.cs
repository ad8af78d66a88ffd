using System.Text.Json;
using Neurons.IO;

namespace Neurons.Verification;

/// <summary>An object of a JSON file; what is missing or of another kind is a <see cref="FormatError"/> that names the place.</summary>
internal readonly struct JsonRecord
{
    private readonly string _path;
    private readonly string _place;
    private readonly JsonElement _element;

    private JsonRecord(string path, string place, JsonElement element)
    {
        (_path, _place, _element) = (path, place, element);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatError(path, $"{(place.Length == 0 ? "the file" : place)} is {Kind(element)}; an object is expected");
        }
    }

    public IEnumerable<string> Names => _element.EnumerateObject().Select(property => property.Name);

    /// <summary>The object that a file holds.</summary>
    public static JsonRecord Read(string path)
    {
        try
        {
            using var document = JsonText.Document(InputFile.ReadBytes(path));
            return new(path, "", document.RootElement.Clone());
        }
        catch (FormatException error)
        {
            throw new FormatError(path, $"is not JSON: {error.Message}", error);
        }
    }

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    public string Text(string name) => Of(name, JsonValueKind.String, "a text").GetString()!;

    public int Count(string name) =>
        Of(name, JsonValueKind.Number, "a number").TryGetInt32(out var value) && value >= 0
            ? value
            : throw Error(name, "a whole number ≥ 0 is expected");

    public double Number(string name) => Finite(name, Of(name, JsonValueKind.Number, "a number"));

    public bool Flag(string name) => _element.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.True;

    public JsonRecord Record(string name) => new(_path, Place(name), Of(name, JsonValueKind.Object, "an object"));

    public JsonRecord[] Records(string name)
    {
        var (path, place) = (_path, Place(name));
        return [.. Of(name, JsonValueKind.Array, "an array").EnumerateArray().Select((element, i) => new JsonRecord(path, $"{place}[{i}]", element))];
    }

    /// <summary>An array of numbers, one per element of a shape.</summary>
    public double[] Numbers(string name, int count)
    {
        var values = Numbers(name);
        return values.Length == count ? values : throw Error(name, $"there are {values.Length} numbers; {count} are expected");
    }

    public double[] Numbers(string name)
    {
        var array = Of(name, JsonValueKind.Array, "an array of numbers");
        var values = new double[array.GetArrayLength()];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            values[i] = Finite($"{name}[{i}]", element);
            i++;
        }

        return values;
    }

    /// <summary>Rows of numbers, one row after the other.</summary>
    public double[] Grid(string name, int rows, int columns)
    {
        var array = Of(name, JsonValueKind.Array, "rows of numbers");
        if (array.GetArrayLength() != rows) throw Error(name, $"there are {array.GetArrayLength()} rows; {rows} are expected");
        var values = new List<double>(rows * columns);
        foreach (var row in array.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != columns) throw Error(name, $"a row has not {columns} numbers");
            foreach (var number in row.EnumerateArray()) values.Add(Finite(name, number));
        }
        return [.. values];
    }

    public bool IsNumber(string name) => _element.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.Number;

    public bool IsText(string name) => _element.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.String;

    public bool IsRecord(string name) => _element.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.Object;

    /// <summary>A number, flag or text as it would be written on a command line.</summary>
    public string Scalar(string name) =>
        _element.TryGetProperty(name, out var element) && element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
        ? element.ToString()
        : throw Error(name, "a number, a flag or a text is expected");

    public FormatError Error(string name, string problem) => new(_path, $"{Place(name)}: {problem}");

    private double Finite(string name, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw Error(name, $"is {Kind(element)}; a finite number is expected");

    private JsonElement Of(string name, JsonValueKind kind, string expected)
    {
        if (!_element.TryGetProperty(name, out var element))
        {
            throw Error(name, $"is missing; {expected} is expected");
        }

        return element.ValueKind == kind ? element : throw Error(name, $"is {Kind(element)}; {expected} is expected");
    }

    private string Place(string name) => _place.Length == 0 ? name : $"{_place}.{name}";

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Null => "null",
        _ => element.ToString(),
    };
}
