using System.Globalization;
using Neurons.IO;

namespace Neurons.Onnx.Files;

/// <summary>Numbers of a tensor that lie in another file, in the folder of the model or below it.</summary>
internal static class ExternalData
{
    /// <summary>The bytes of a tensor.</summary>
    /// <param name="model">The file of the model.</param>
    /// <param name="tensor">The name of the tensor, for errors.</param>
    /// <param name="entries">What the model says of the place: <c>location</c>, <c>offset</c>, <c>length</c>.</param>
    /// <param name="needed">How many bytes its shape needs.</param>
    public static byte[] Read(string model, string tensor, IReadOnlyDictionary<string, string> entries, long needed)
    {
        if (!entries.TryGetValue("location", out var location)) throw Wrong("has its numbers in another file, and does not say in which");
        var path = Within(location);
        var (offset, length) = (Whole("offset", 0), Whole("length", needed));
        if (length != needed) throw Wrong($"has {length} bytes in '{location}'; its shape needs {needed}");
        try
        {
            using var file = InputFile.Open(path);
            if (offset > file.Length || needed > file.Length - offset || needed > Array.MaxLength)
                throw Wrong($"has {needed} bytes from {offset} on in '{location}', which has {file.Length}");
            file.Position = offset;
            var bytes = new byte[needed];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"has its numbers in '{location}', which cannot be read: {error.Message}");
        }

        long Whole(string name, long otherwise) => !entries.TryGetValue(name, out var text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw Wrong($"has the {name} '{text}' in '{location}'; a whole number is needed");

        // a model that was given to somebody reads nothing that lies elsewhere, not by a link either
        string Within(string relative)
        {
            var place = Path.GetDirectoryName(Path.GetFullPath(model))!;
            var parts = relative.Split('/');
            char[] wrong = [.. Path.GetInvalidFileNameChars(), '\\'];
            if (parts.Any(part => part is "" or "." or ".." || part.IndexOfAny(wrong) >= 0))
                throw Wrong($"has its numbers in '{relative}'; a file in the folder of the model, or below it, is needed");
            foreach (var part in parts)
            {
                place = Path.Combine(place, part);
                if (new FileInfo(place).LinkTarget is not null)
                    throw Wrong($"has its numbers in '{relative}', which is a link; a file in the folder of the model, or below it, is needed");
            }
            return place;
        }

        FormatError Wrong(string problem) => new(model, $"tensor '{tensor}' {problem}");
    }
}
