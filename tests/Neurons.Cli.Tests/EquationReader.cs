using System.Globalization;

namespace Neurons.Cli.Tests;

/// <summary>Evaluates a printed equation, knowing nothing but how mathematics is written.</summary>
internal sealed class EquationReader(string text, IReadOnlyDictionary<string, double> names, Func<string, double[], double> call)
{
    private int _at;

    public double Value()
    {
        var value = Condition();
        return _at == text.Length ? value : throw new FormatException($"'{text}' goes on after {text[.._at]}");
    }

    private double Condition()
    {
        var left = Sum();
        if (Takes(" < "))
        {
            return left < Sum() ? 1 : 0;
        }

        if (Takes(" ≤ "))
        {
            return left <= Sum() ? 1 : 0;
        }

        if (Takes(" > "))
        {
            return left > Sum() ? 1 : 0;
        }

        if (Takes(" ≥ "))
        {
            return left >= Sum() ? 1 : 0;
        }

        if (Takes(" = "))
        {
            return left == Sum() ? 1 : 0;
        }

        return Takes(" ≠ ") ? (left != Sum() ? 1 : 0) : left;
    }

    private double Sum()
    {
        var value = Product();
        while (true)
        {
            if (Takes(" + "))
            {
                value += Product();
            }
            else if (Takes(" − "))
            {
                value -= Product();
            }
            else
            {
                return value;
            }
        }
    }

    private double Product()
    {
        var value = (Takes("−") ? -1 : 1) * Power();
        while (true)
        {
            if (Takes("·"))
            {
                value *= Power();
            }
            else if (Takes("/"))
            {
                value /= Power();
            }
            else
            {
                return value;
            }
        }
    }

    private double Power()
    {
        var value = Atom();
        return Takes("²") ? value * value : value;
    }

    private double Atom()
    {
        if (Takes("("))
        {
            return Closed(Sum(), ")");
        }

        if (Takes("["))
        {
            return Closed(Condition(), "]");
        }

        if (Takes("|"))
        {
            return Closed(Math.Abs(Sum()), "|");
        }

        var start = _at;
        if (char.IsAsciiDigit(text[_at]))
        {
            while (_at < text.Length
                && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or 'E' || (text[_at] is '-' or '+' && text[_at - 1] == 'E')))
            {
                _at++;
            }

            return double.Parse(text[start.._at], CultureInfo.InvariantCulture);
        }

        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '\'' or 'π' or >= '₀' and <= '₉'))
        {
            _at++;
        }

        var name = text[start.._at];
        return Takes("(") ? call(name, Arguments()) : names[name];
    }

    private double[] Arguments()
    {
        var arguments = new List<double> { Condition() };
        while (Takes(", "))
        {
            arguments.Add(Condition());
        }

        Closed(0, ")");
        return [.. arguments];
    }

    private double Closed(double value, string sign) => Takes(sign) ? value : throw new FormatException($"'{text}' lacks {sign} after {text[.._at]}");

    private bool Takes(string sign)
    {
        if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0)
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }
}
