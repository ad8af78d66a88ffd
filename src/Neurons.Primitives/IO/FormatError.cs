namespace Neurons.IO;

/// <summary>A file is malformed, truncated, or not of the kind it was read as.</summary>
public sealed class FormatError : Exception
{
    /// <summary>States what is wrong with a file.</summary>
    /// <param name="path">The file; it begins the message.</param>
    /// <param name="problem">What is wrong, the value found, and what is allowed.</param>
    /// <param name="inner">The error underneath, if any.</param>
    public FormatError(string path, string problem, Exception? inner = null)
        : base($"{path}: {OneLine(problem)}", inner) => Path = path;

    /// <summary>The file the error is about.</summary>
    public string Path { get; }

    /// <summary>A problem may quote what is in the file, line breaks and control characters as well.</summary>
    private static string OneLine(string problem) => string.Create(problem.Length, problem, (line, text) =>
    {
        for (var i = 0; i < line.Length; i++) line[i] = char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' ? ' ' : text[i];
    });
}
