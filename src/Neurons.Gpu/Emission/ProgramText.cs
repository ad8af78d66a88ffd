using System.CodeDom.Compiler;
using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>What a slot or a shared number of a program is called in the text, and whether it changes from step to step.</summary>
internal readonly record struct Leaf(string Name, bool Varies);

/// <summary>
/// A program as C: each instruction is a named constant, or a part of the expression that uses it. What no step changes is computed before the
/// loop over the steps.
/// </summary>
internal sealed class ProgramText
{
    /// <summary>Expressions that are longer have a name, so that lines stay readable.</summary>
    private const int LongestPart = 60;

    private readonly Program _program;
    private readonly string _prefix;
    private readonly Func<int, Leaf> _slot;
    private readonly Func<int, Leaf> _shared;
    private readonly string[] _text;
    private readonly bool[] _varies;
    private readonly int[] _uses;
    private readonly int[] _user;

    /// <param name="program">The program.</param>
    /// <param name="prefix">What the names of its constants begin with.</param>
    /// <param name="slot">The leaf that a slot is read from.</param>
    /// <param name="shared">The leaf of a shared number.</param>
    public ProgramText(Program program, string prefix, Func<int, Leaf> slot, Func<int, Leaf> shared)
    {
        _program = ProgramModule.check(program);
        _prefix = prefix;
        _slot = slot;
        _shared = shared;
        var count = program.Instructions.Length;
        _text = new string[count];
        _varies = new bool[count];
        _uses = new int[count];
        _user = new int[count];
        for (var i = 0; i < count; i++)
        {
            var it = program.Instructions[i];
            _varies[i] = it.Op.Tag switch
            {
                Op.Tags.Load => slot(it.Index).Varies,
                Op.Tags.Shared => shared(it.Index).Varies,
                _ => false,
            };
            foreach (var argument in (ReadOnlySpan<int>)[it.A, it.B, it.C])
            {
                if (argument < 0) continue;
                _varies[i] |= _varies[argument];
                _uses[argument]++;
                _user[argument] = i;
            }
        }

        foreach (var (value, _) in program.Stores)
        {
            _uses[value]++;
            _user[value] = -1;
        }
    }

    /// <summary>The value of an instruction, after it has been written; not a part of an expression.</summary>
    public string this[int instruction] => Outer(_text[instruction]);

    /// <summary>Writes what is the same at all steps.</summary>
    public void WriteBefore(IndentedTextWriter text) => Write(text, false);

    /// <summary>Writes what changes from step to step.</summary>
    public void WriteStep(IndentedTextWriter text) => Write(text, true);

    private void Write(IndentedTextWriter text, bool varying)
    {
        for (var i = 0; i < _text.Length; i++)
        {
            if (_varies[i] != varying) continue;
            var it = _program.Instructions[i];
            var expression = Expression(it);
            if (IsLeaf(it) || (_uses[i] == 1 && expression.Length <= LongestPart && VariesWhereUsed(i) == varying))
            {
                _text[i] = expression;
                continue;
            }

            _text[i] = $"{_prefix}{i}";
            text.WriteLine($"const {(InstructionModule.isMask(it) ? "bool" : "real")} {_text[i]} = {Outer(expression)};");
        }
    }

    private bool VariesWhereUsed(int i) => _user[i] < 0 || _varies[_user[i]];

    private static bool IsLeaf(Instruction it) => it.Op.Tag is Op.Tags.Constant or Op.Tags.Load or Op.Tags.Shared;

    /// <summary>An expression without the parentheses around all of it.</summary>
    private static string Outer(string expression)
    {
        if (expression[0] != '(') return expression;
        var depth = 0;
        for (var i = 0; i < expression.Length - 1; i++)
        {
            depth += expression[i] == '(' ? 1 : expression[i] == ')' ? -1 : 0;
            if (depth == 0) return expression;
        }

        return expression[1..^1];
    }

    private string Expression(Instruction it)
    {
        var a = it.A < 0 ? "" : _text[it.A];
        var b = it.B < 0 ? "" : _text[it.B];
        var c = it.C < 0 ? "" : _text[it.C];
        return it.Op.Tag switch
        {
            Op.Tags.Constant => Literal.Number(it.Value, _program.Precision),
            Op.Tags.Load => _slot(it.Index).Name,
            Op.Tags.Shared => _shared(it.Index).Name,
            Op.Tags.Negate => $"(-{a})",
            Op.Tags.Absolute => $"absolute({a})",
            Op.Tags.SquareRoot => $"squareRoot({a})",
            Op.Tags.Add => $"({a} + {b})",
            Op.Tags.Subtract => $"({a} - {b})",
            Op.Tags.Multiply => $"({a} * {b})",
            Op.Tags.Divide => $"({a} / {b})",
            Op.Tags.Minimum => $"minimum({a}, {b})",
            Op.Tags.Maximum => $"maximum({a}, {b})",
            Op.Tags.PowerOfTwo => $"powerOfTwo({a})",
            Op.Tags.Exponent => $"exponent({a})",
            Op.Tags.Fraction => $"fraction({a})",
            Op.Tags.Less => $"({a} < {b})",
            Op.Tags.LessOrEqual => $"({a} <= {b})",
            Op.Tags.Equal => $"({a} == {b})",
            Op.Tags.NotEqual => $"({a} != {b})",
            Op.Tags.Number => $"({a} ? (real)1 : (real)0)",
            Op.Tags.Select => $"({a} ? {b} : {c})",
            _ => throw new NotSupportedException($"The operation {it.Op} has no text in C."),
        };
    }
}
