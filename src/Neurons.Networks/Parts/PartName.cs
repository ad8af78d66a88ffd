using System.Text;

namespace Neurons.Networks;

/// <summary>Names in files: snake_case. On reading, case and underscores make no difference, so that names of earlier versions are known.</summary>
internal static class PartName
{
    /// <summary><c>OutputSize</c> as <c>output_size</c>, <c>MaxPool2d</c> as <c>max_pool2d</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsAsciiLetterUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>What two spellings of one name have in common.</summary>
    public static string Key(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether two spellings are of one name.</summary>
    public static bool Same(string one, string other) => Key(one) == Key(other);
}
