using System.CodeDom.Compiler;
using Microsoft.FSharp.Core;
using Neurons.Compile;
using Neurons.Symbolic;

namespace Neurons.Gpu;

/// <summary>Kernels of functions of each number by itself, of the expressions that the processor's are compiled from.</summary>
internal static class FunctionText
{
    public const string Sigmoid = "sigmoid", Tanh = "hyperbolicTangent", FiringBack = "firingBack";

    /// <summary>1 / (1 + e^−x).</summary>
    public static string OfSigmoid(KernelLanguage language, Precision precision) =>
        Of(language, precision, Sigmoid, ["x"], x => Expr.Logistic(x[0]));

    /// <summary>tanh x.</summary>
    public static string OfTanh(KernelLanguage language, Precision precision) => Of(language, precision, Tanh, ["x"], x => Expr.Tanh(x[0]));

    /// <summary>dz σ'(u): from the distances from a threshold, u, and the gradient of spikes, dz, to that of the distances.</summary>
    public static string OfFiringBack(KernelLanguage language, Precision precision, Surrogate surrogate) =>
        Of(language, precision, FiringBack, ["u", "dz"], x => x[1] * surrogate.Derivative.Invoke(x[0]));

    /// <summary>A kernel that takes how many numbers there are, those of each variable, and memory for the results.</summary>
    private static string Of(KernelLanguage language, Precision precision, string name, string[] variables, Func<Expr[], Expr> function)
    {
        Expr[] leaves = [.. variables.Select((variable, i) => Expr.NewVariable(new Variable(VariableKind.Input, i, variable)))];
        var none = FuncConvert.FromFunc<int, bool, Place>((_, _) => throw new InvalidOperationException("A function draws no random numbers."));
        var builder = new Builder(
            precision, FuncConvert.FromFunc<Variable, Place>(leaf => Place.NewSlot(leaf.Index)), Place.NewSharedNumber(0), none);
        var value = Fold.over(builder).Invoke(function(leaves));
        var program = ProgramModule.finish(precision, builder.Instructions, [(value, variables.Length)], variables.Length + 1, 0);
        var text = new ProgramText(
            program, "f", slot => new Leaf(variables[slot], true), _ => throw new InvalidOperationException("A function has no shared numbers."));
        var writer = new StringWriter { NewLine = "\n" };
        var body = new IndentedTextWriter(writer) { Indent = 1 };
        text.WriteBefore(body);
        foreach (var variable in variables) body.WriteLine($"const real {variable} = of_{variable}[ITEM];");
        text.WriteStep(body);
        body.WriteLine($"target[ITEM] = {text[program.Stores[0].Item1]};");
        body.Flush();
        var sources = string.Concat(variables.Select(variable => $"GLOBAL const real* ONLY of_{variable}, "));
        return $"{Prelude.Of(language, precision)}\nKERNEL {name}(const uint count, {sources}GLOBAL real* ONLY target)\n{{\n"
            + $"    if (ITEM >= count) return;\n{writer}}}\n";
    }
}
