using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Neurons.Gpu;

/// <summary>What the text of a kernel says of its arguments.</summary>
internal static partial class KernelSignature
{
    private static readonly ConcurrentDictionary<(string Source, string Name), bool[]> _known = new();

    /// <summary>Whether each memory that a kernel takes, in order, is read alone: it is declared <c>GLOBAL const</c>.</summary>
    /// <param name="source">The text.</param>
    /// <param name="name">The name of the kernel; of one that is not there, nothing is known.</param>
    public static bool[] IsRead(string source, string name) => _known.GetOrAdd((source, name), static key =>
    {
        var head = Heads().Matches(key.Source).FirstOrDefault(head => head.Groups[1].Value == key.Name);
        if (head is null) return [];
        var memories = head.Groups[2].Value.Split(',').Where(argument => argument.Contains('*', StringComparison.Ordinal));
        return [.. memories.Select(argument => Read().IsMatch(argument))];
    });

    [GeneratedRegex(@"\bKERNEL\s+(\w+)\s*\(([^)]*)\)")]
    private static partial Regex Heads();

    [GeneratedRegex(@"^\s*GLOBAL\s+const\s+\w+\s*\*[^*]*$")]
    private static partial Regex Read();
}
