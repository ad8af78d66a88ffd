using System.Text;

namespace Neurons.Cli;

/// <summary>
/// Standard output or error: once nobody can read it any more, what is written is dropped, and the exit code alone says how the command
/// went. A disk that is full is no such case: then what was asked for is lost, which is an error.
/// </summary>
internal sealed class StandardWriter(Func<TextWriter> open) : TextWriter
{
    private TextWriter? _inner = OrClosed(open);

    public override Encoding Encoding => _inner?.Encoding ?? Encoding.UTF8;

    public override void Write(char value) => Try(inner => inner.Write(value));

    public override void Write(string? value) => Try(inner => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(inner => inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(inner => inner.WriteLine(value));

    public override void Flush() => Try(inner => inner.Flush());

    private static TextWriter? OrClosed(Func<TextWriter> open)
    {
        try
        {
            return open();
        }
        catch (Exception closed) when (IsClosed(closed))
        {
            return null;
        }
    }

    private void Try(Action<TextWriter> write)
    {
        if (_inner is null) return;
        try
        {
            write(_inner);
        }
        catch (Exception closed) when (IsClosed(closed))
        {
            _inner = null;
        }
    }

    /// <summary>What .NET makes of a descriptor that is not open for writing; a pipe without a reader it passes over in silence.</summary>
    private static bool IsClosed(Exception problem) => problem is UnauthorizedAccessException or ObjectDisposedException;
}
