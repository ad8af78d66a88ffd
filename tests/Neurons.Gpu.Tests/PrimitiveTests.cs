using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Compile;
using Neurons.Symbolic;

namespace Neurons.Gpu.Tests;

public class PrimitiveTests
{
    private static readonly double[] _special =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, 3.7, -3.7, 0.1, 1e-30, -1e-30, 1e-40, -1e-40, 1.1754943508222875e-38, 2.2250738585072014e-308, 5e-324,
        20, -40, 87.9, 88.5, 89.5, -88.5, -104, 700, -708, 709.5, 1e6, 16777217, 1e30, -1e30, 3.4e38, 1.7e308,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    private sealed record Parameters<T>(T A);

    private sealed record State<T>(T V);

    [DeviceFact]
    public void Every_primitive_of_any_two_numbers_has_the_interpreters_bits_in_float32() => HasTheInterpretersBits<float>();

    [DeviceFact]
    public void Every_primitive_of_any_two_numbers_has_the_interpreters_bits_in_float64() => HasTheInterpretersBits<double>();

    private static void HasTheInterpretersBits<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var precision = PrecisionModule.ofType<T>();
        // a model for its names alone
        var model = NeuronModel.Define(
            "Primitives", ["x", "y"], (StepOptions o, Parameters<Expr> p, State<Expr> s, Expr[] x) => (s.V, s), new Parameters<Quantity>(1.0),
            p => new State<Expr>(0.0)).Definition;
        var inputs = EquationsModule.leaves(VariableKind.Input, ["x", "y"]);
        var expressions = Expressions(inputs[0], inputs[1]);
        var states = EquationsModule.leaves(VariableKind.State, ["V"]);
        var equations = new Equations(inputs, states, EquationsModule.leaves(VariableKind.Parameter, ["A"]), expressions, states);
        var plan = Plan.forward(new Layout(precision, [true]), equations, [.. expressions.Select((_, i) => Recorded.NewOutput(i))], []);

        var device = TestDevice.Device;
        var kernel = device.Kernel(ForwardText.Of(device.Language, model, plan, default), ForwardText.Name);
        var count = _special.Length * _special.Length;
        T[] x = [.. Enumerable.Range(0, count).Select(i => T.CreateChecked(_special[i / _special.Length]))];
        T[] y = [.. Enumerable.Range(0, count).Select(i => T.CreateChecked(_special[i % _special.Length]))];
        using var left = device.Copy(Tensor.Create(x));
        using var right = device.Copy(Tensor.Create(y));
        using var state = device.Zeros<T>(count);
        DeviceTensor<T>[] results = [.. expressions.Select(_ => device.Allocate<T>(count))];
        var arguments = new KernelArguments().Add((uint)count).Add(1u).Add(0u).Add(left.Memory).Add(0UL).Add(right.Memory).Add(0UL).Add(1, precision)
            .Add(state.Memory).Add(state.Memory);
        foreach (var result in results) arguments.Add(result.Memory);
        kernel.Run(count, arguments);

        var expected = expressions.Select(_ => new T[count]).ToArray();
        for (var i = 0; i < count; i++)
        {
            var at = i;
            var leaves = new Leaves(
                FuncConvert.FromFunc<Variable, double>(v => double.CreateChecked(v.Index == 0 ? x[at] : y[at])),
                0,
                FuncConvert.FromFunc<int, FSharpFunc<bool, double>>(_ => FuncConvert.FromFunc<bool, double>(_ => 0)));
            var value = Interpreter.evaluator(precision, leaves);
            for (var e = 0; e < expressions.Length; e++) expected[e][i] = T.CreateChecked(value.Invoke(expressions[e]));
        }

        for (var e = 0; e < expressions.Length; e++)
            TestDevice.SameBits(Tensor.Create(expected[e]), results[e].ToTensor(), $"{expressions[e]}");
    }

    private static Expr[] Expressions(Expr x, Expr y) =>
    [
        -x, Expr.Abs(x), Expr.Sqrt(x), Expr.Exp(x), Expr.Exprel(x), Expr.Log(x), Expr.Logistic(x), Expr.Tanh(x), Expr.Sin(x), Expr.Cos(x),
        Expr.Round(x), x + y, x - y, x * y, x / y, x * y + x, x - y * y, Expr.Min(x, y), Expr.Max(x, y), Expr.IsLess(x, y),
        Expr.IsLessOrEqual(x, y), Expr.NewCompare(Relation.Equal, x, y), Expr.NewCompare(Relation.NotEqual, x, y), Expr.Where(x, y, x + y),
        Expr.Where(Expr.IsGreater(x, y), x, Expr.Exp(y)), Expr.Blend(Expr.Fire(x, Surrogate.Superspike(100)), x, y),
        Expr.Fire(x - y, Surrogate.Superspike(100), Comparison.GreaterOrEqual), Expr.Detach(x), Expr.NewConstant(0.1) * x, Expr.Step + x,
    ];
}
