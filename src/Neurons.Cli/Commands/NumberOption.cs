using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Neurons.Cli.Commands;

/// <summary>
/// An option that is a finite number, written alike in every culture: digits, a decimal point, an exponent. There are no separators of
/// thousands, so a decimal comma is an error and not a number ten or a thousand times as large.
/// </summary>
internal class NumberOption<T> : Option<T?>
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static readonly bool IsWhole = typeof(T) != typeof(double);

    public NumberOption(string name)
        : base(name) => CustomParser = Read;

    private static string Allowed => !IsWhole ? "a finite number"
        : T.IsZero(T.MinValue) ? "a whole number ≥ 0"
        : $"a whole number of at most {T.MaxValue}";

    private static T? Read(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (T.TryParse(text, IsWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && T.IsFinite(number)) return number;
        given.AddError($"{((OptionResult)given.Parent!).Option.Name} is '{text}'; it must be {Allowed}.");
        return null;
    }
}
