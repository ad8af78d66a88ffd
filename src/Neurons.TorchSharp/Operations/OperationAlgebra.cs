using Neurons.Compile;
using Neurons.Symbolic;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>The primitives as torch operations: what autograd can follow, on every device and in every type.</summary>
/// <param name="type">The type of all tensors.</param>
/// <param name="device">Where they are.</param>
/// <param name="variable">The value of a leaf.</param>
/// <param name="step">The number of the step.</param>
/// <param name="uniform">A row of uniform numbers, the first or the second of a draw.</param>
internal sealed class OperationAlgebra(
    ScalarType type, Device device, Func<Variable, Operand> variable, double step, Func<int, bool, Tensor> uniform) : IAlgebra<Operand>
{
    public Operand Constant(double value) => Rounded(value);

    public Operand Variable(Variable leaf) => variable(leaf);

    public Operand Step => Rounded(step);

    public Operand Uniform(int draw) => uniform(draw, false).to(type, device);

    /// <summary>Box and Muller's, in float64 and then rounded.</summary>
    public Operand Normal(int draw)
    {
        var (u, v) = (uniform(draw, false).to(ScalarType.Float64), uniform(draw, true).to(ScalarType.Float64));
        return ((1 - u).log().mul(-2).sqrt() * v.mul(2 * Math.PI).cos()).to(type, device);
    }

    public Operand Unary(UnaryOp op, Operand a) => a.Tensor is null ? UnaryOfNumber(op, a.Number) : UnaryOf(op, Values(a));

    public Operand Binary(BinaryOp op, Operand a, Operand b) =>
        a.Tensor is null && b.Tensor is null ? BinaryOfNumbers(op, a.Number, b.Number)
        : a.Tensor is null ? NumberFirst(op, a.Number, Values(b))
        : b.Tensor is null ? NumberLast(op, Values(a), b.Number)
        : BinaryOf(op, Values(a), Values(b));

    public Operand Compare(Relation relation, Operand a, Operand b)
    {
        if (a.Tensor is null && b.Tensor is null) return Holds(relation, a.Number, b.Number) ? 1 : 0;
        var (x, y) = (Values(a), Values(b));
        return relation.Match<Func<Tensor, Tensor, Tensor>>(less: lt, lessOrEqual: le, equal: eq, notEqual: ne)(x, y);
    }

    public Operand Select(Operand condition, Operand a, Operand b) =>
        condition.Tensor is null ? (condition.Number != 0 ? a : b) : where(IsTrue(condition.Tensor), Values(a), Values(b));

    public Operand Fire(Comparison comparison, Surrogate surrogate, Operand u) => u.Tensor is null
        ? comparison.Match(greater: u.Number > 0, greaterOrEqual: u.Number >= 0) ? 1 : 0
        : FireFunction.Of(comparison, surrogate, Values(u));

    public Operand Blend(Operand z, Operand a, Operand b) =>
        z.Tensor is null ? (z.Number != 0 ? b : a) : BlendFunction.Of(z.Tensor, Values(a), Values(b));

    public Operand Detach(Operand a) => a.Tensor is null ? a : a.Tensor.detach();

    /// <summary>The value as a tensor of the type; a number as one without dimensions.</summary>
    public Tensor Values(Operand a) =>
        a.Tensor is null ? tensor(a.Number, type, device) : a.Tensor.dtype == type ? a.Tensor : a.Tensor.to(type);

    private static Tensor IsTrue(Tensor condition) => condition.dtype == ScalarType.Bool ? condition : condition.ne(0);

    private static Tensor UnaryOf(UnaryOp op, Tensor a) => op.Match<Func<Tensor, Tensor>>(
        negate: neg, absolute: abs, squareRoot: sqrt, exponential: exp, exprel: Exprel, logarithm: log, sigmoid: sigmoid, tanh: tanh,
        sine: sin, cosine: cos, round: static a => a.detach().round())(a);

    private static Tensor BinaryOf(BinaryOp op, Tensor a, Tensor b) => op.Match<Func<Tensor, Tensor, Tensor>>(
        add: static (a, b) => a.add(b),
        subtract: static (a, b) => a.sub(b),
        multiply: static (a, b) => a.mul(b),
        divide: static (a, b) => a.div(b),
        minimum: minimum,
        maximum: maximum)(a, b);

    private Tensor NumberFirst(BinaryOp op, double a, Tensor b) => op.Match<Func<double, Tensor, Tensor>>(
        add: static (a, b) => b.add(a),
        subtract: static (a, b) => a - b,
        multiply: static (a, b) => b.mul(a),
        divide: static (a, b) => a / b,
        minimum: (a, b) => minimum(Values(a), b),
        maximum: (a, b) => maximum(Values(a), b))(a, b);

    private Tensor NumberLast(BinaryOp op, Tensor a, double b) => op.Match<Func<Tensor, double, Tensor>>(
        add: static (a, b) => a.add(b),
        subtract: static (a, b) => a.sub(b),
        multiply: static (a, b) => a.mul(b),
        divide: static (a, b) => a.div(b),
        minimum: (a, b) => minimum(a, Values(b)),
        maximum: (a, b) => maximum(a, Values(b)))(a, b);

    /// <summary>(e^a − 1)/a; near 0, where its derivative would cancel, the series.</summary>
    private static Tensor Exprel(Tensor a)
    {
        var isSmall = a.abs().lt(0.0625);
        var near = where(isSmall, a, zeros_like(a));
        var far = where(isSmall, ones_like(a), a);
        var series = ones_like(a);
        for (var k = 9; k >= 2; k--) series = 1 + near / k * series;
        return where(isSmall, series, far.expm1() / far);
    }

    /// <summary>A number has no tensor to be computed in: the specification computes it.</summary>
    private Operand UnaryOfNumber(UnaryOp op, double a) => Evaluate(Expr.NewUnary(op, Expr.NewConstant(a)));

    private Operand BinaryOfNumbers(BinaryOp op, double a, double b) =>
        Evaluate(Expr.NewBinary(op, Expr.NewConstant(a), Expr.NewConstant(b)));

    private Operand Evaluate(Expr expression) => Fold.over(Interpreter.machine(Precision, null!)).Invoke(expression);

    private Precision Precision => type == ScalarType.Float32 ? Precision.Float32 : Precision.Float64;

    private double Rounded(double value) => PrecisionModule.round(Precision, value);

    private static bool Holds(Relation relation, double a, double b) =>
        relation.Match(less: a < b, lessOrEqual: a <= b, equal: a == b, notEqual: a != b);
}
