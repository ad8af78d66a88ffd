using System.Globalization;

namespace Neurons.IO;

/// <summary>Reads the few kinds of Python literal that a <c>.npy</c> header is made of; white space may stand anywhere.</summary>
internal sealed class PythonLiteral(FileBytes file, string text)
{
    private int _position;

    public FormatError Error(string problem) => file.Error($"the .npy header {problem}");

    public bool Accept(char expected)
    {
        SkipSpace();
        if (_position == text.Length || text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    public void Expect(char expected)
    {
        if (!Accept(expected))
        {
            throw Unexpected($"'{expected}'");
        }
    }

    public void ExpectEnd()
    {
        SkipSpace();
        if (_position < text.Length)
        {
            throw Unexpected("the end");
        }
    }

    public string String()
    {
        var quote = Accept('\'') ? '\'' : Accept('"') ? '"' : throw Unexpected("a string");
        var end = text.IndexOf(quote, _position);
        if (end < 0)
        {
            throw Unexpected("the end of a string");
        }

        var value = text[_position..end];
        _position = end + 1;
        return value;
    }

    public bool Boolean()
    {
        SkipSpace();
        foreach (var value in (ReadOnlySpan<bool>)[true, false])
        {
            var name = value ? "True" : "False";
            if (text.AsSpan(_position).StartsWith(name))
            {
                _position += name.Length;
                return value;
            }
        }

        throw Unexpected("True or False");
    }

    /// <summary>A tuple of lengths. One element needs its comma, as in Python.</summary>
    public long[] Tuple(int maximumRank)
    {
        var lengths = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            if (lengths.Count == maximumRank)
            {
                throw Error($"has a shape of more than {maximumRank} axes");
            }

            lengths.Add(Length());
            if (!Accept(','))
            {
                if (lengths.Count == 1)
                {
                    throw Unexpected("','");
                }

                Expect(')');
                break;
            }
        }

        return [.. lengths];
    }

    private long Length()
    {
        SkipSpace();
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        var digits = text.AsSpan(start, _position - start);
        // Python 2 marks whole numbers that come from 64 bits.
        if (!digits.IsEmpty && text.AsSpan(_position).StartsWith("L"))
        {
            _position++;
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw Error($"has an axis length at character {start} that is not a whole number from 0 to {long.MaxValue}");
    }

    private FormatError Unexpected(string expected) => Error(_position < text.Length
        ? $"has '{text[_position]}' at character {_position} where {expected} is expected"
        : $"ends where {expected} is expected");

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] is (' ' or '\t' or '\n' or '\r'))
        {
            _position++;
        }
    }
}
