using System.Globalization;
using System.Text.RegularExpressions;

namespace Neurons.Gpu;

/// <summary>What compilers of kernels say.</summary>
internal static partial class CompilerMessage
{
    /// <summary>The lines of the source in which there are errors, as <c>name:12:5:</c> or <c>name(12): error</c> says.</summary>
    public static IEnumerable<int> Lines(string log) => Place().Matches(log)
        .Select(match => int.Parse(match.Groups[1].Value.Length > 0 ? match.Groups[1].Value : match.Groups[2].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@":([0-9]{1,8}):[0-9]+:|\(([0-9]{1,8})\): error", RegexOptions.IgnoreCase)]
    private static partial Regex Place();
}
