using System.CodeDom.Compiler;
using Microsoft.FSharp.Core;
using Neurons.Compile;
using Neurons.Symbolic;

namespace Neurons.Gpu;

/// <summary>Kernels of functions of each number by itself, of the expressions that the processor's are compiled from.</summary>
internal static class FunctionText
{
    public const string Sigmoid = "sigmoid", Tanh = "hyperbolicTangent";

    /// <summary>1 / (1 + e^−x).</summary>
    public static string OfSigmoid(KernelLanguage language, Precision precision) => Of(language, precision, Sigmoid, Expr.Logistic);

    /// <summary>tanh x.</summary>
    public static string OfTanh(KernelLanguage language, Precision precision) => Of(language, precision, Tanh, Expr.Tanh);

    private static string Of(KernelLanguage language, Precision precision, string name, Func<Expr, Expr> function)
    {
        var x = Expr.NewVariable(new Variable(VariableKind.Input, 0, "x"));
        var none = FuncConvert.FromFunc<int, bool, Place>((_, _) => throw new InvalidOperationException("A function draws no random numbers."));
        var builder = new Builder(precision, FuncConvert.FromFunc<Variable, Place>(_ => Place.NewSlot(0)), Place.NewSharedNumber(0), none);
        var value = Fold.over(builder).Invoke(function(x));
        var program = ProgramModule.finish(precision, builder.Instructions, [(value, 1)], 2, 0);
        var text = new ProgramText(
            program, "f", _ => new Leaf("x", true), _ => throw new InvalidOperationException("A function has no shared numbers."));
        var writer = new StringWriter { NewLine = "\n" };
        var body = new IndentedTextWriter(writer) { Indent = 1 };
        text.WriteBefore(body);
        text.WriteStep(body);
        body.Flush();
        return $"{Prelude.Of(language, precision)}\nKERNEL {name}(const uint count, GLOBAL const real* ONLY source, GLOBAL real* ONLY target)\n{{\n"
            + $"    if (ITEM >= count) return;\n    const real x = source[ITEM];\n{writer}    target[ITEM] = {text[program.Stores[0].Item1]};\n}}\n";
    }
}
