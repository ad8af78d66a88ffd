using System.Numerics.Tensors;
using Neurons.Learning;
using Neurons.Primitives;

namespace Neurons.Networks;

/// <summary>
/// How the first weights of a layer are drawn. A layer's default is that of PyTorch: uniform on ±1/√(fan in), the fan in being the
/// connections that arrive at an output.
/// </summary>
public sealed class Initializer
{
    private Initializer(Learning.Initializer rule)
    {
        InitializerModule.check(rule);
        Rule = rule;
    }

    /// <summary>The rule and its numbers.</summary>
    internal Learning.Initializer Rule { get; }

    /// <summary>Uniform on ±1/√(fan in), as in PyTorch.</summary>
    public static Initializer Standard { get; } = new(InitializerModule.standard);

    /// <summary>The same number everywhere.</summary>
    public static Initializer Constant(double value) => new(Learning.Initializer.NewConstant(value));

    /// <summary>Uniform on [low, high).</summary>
    public static Initializer Uniform(double low, double high) => new(Learning.Initializer.NewUniform(low, high));

    /// <summary>Normal.</summary>
    public static Initializer Normal(double mean, double deviation) => new(Learning.Initializer.NewNormal(mean, deviation));

    /// <summary>Uniform with the variance gain² · 2/(fan in + fan out) (Glorot and Bengio 2010).</summary>
    public static Initializer XavierUniform(double gain = 1) => new(Learning.Initializer.NewXavierUniform(gain));

    /// <summary>Normal with the variance gain² · 2/(fan in + fan out) (Glorot and Bengio 2010).</summary>
    public static Initializer XavierNormal(double gain = 1) => new(Learning.Initializer.NewXavierNormal(gain));

    /// <summary>Uniform with the variance gain²/fan (He et al. 2015).</summary>
    /// <param name="gain">√2 suits a ReLU.</param>
    /// <param name="fanOut">Whether the fan is that of the connections that leave an input, instead of those that arrive at an output.</param>
    public static Initializer KaimingUniform(double gain = 1.4142135623730951, bool fanOut = false) =>
        new(Learning.Initializer.NewKaimingUniform(gain, fanOut ? Fan.FanOut : Fan.FanIn));

    /// <summary>Normal with the variance gain²/fan (He et al. 2015).</summary>
    /// <param name="gain">√2 suits a ReLU.</param>
    /// <param name="fanOut">Whether the fan is that of the connections that leave an input, instead of those that arrive at an output.</param>
    public static Initializer KaimingNormal(double gain = 1.4142135623730951, bool fanOut = false) =>
        new(Learning.Initializer.NewKaimingNormal(gain, fanOut ? Fan.FanOut : Fan.FanIn));

    /// <summary>gain times a matrix with orthonormal rows, or columns where there are fewer of those (Saxe et al. 2014).</summary>
    public static Initializer Orthogonal(double gain = 1) => new(Learning.Initializer.NewOrthogonal(gain));

    /// <summary>Normal with mean 0, but for a part of each column, rounded up, that is zero (Martens 2010).</summary>
    public static Initializer Sparse(double sparsity, double deviation = 0.01) => new(Learning.Initializer.NewSparse(sparsity, deviation));

    /// <summary>For people: the rule and its numbers.</summary>
    public override string ToString() => Rule.ToString();

    /// <summary>Fills a weight.</summary>
    /// <exception cref="ArgumentException">The rule gives weights that are not finite in float32.</exception>
    internal void Fill(RandomStream random, Tensor<float> weight)
    {
        InitializerModule.fill(Rule, random, weight);
        if (!TensorPrimitives.IsFiniteAll<float>(Sequence.readOnly(weight)))
            throw new ArgumentException($"Initializer: {Rule} gives weights that are not finite in float32.");
    }

    /// <summary>Draws the first weights of a layer, and then its bias if it has one.</summary>
    internal void Draw(ulong seed, uint stream, Parameter weight, Parameter? bias)
    {
        var random = new RandomStream(seed, stream);
        Fill(random, weight.Value);
        if (bias is not null) FillBias(random, weight.Value, bias.Value);
    }

    /// <summary>Fills a bias: uniform on ±1/√(fan in) of its weight, as in PyTorch.</summary>
    internal static void FillBias(RandomStream random, Tensor<float> weight, Tensor<float> bias)
    {
        var bound = (float)(1 / Math.Sqrt((double)weight.FlattenedLength / Math.Max(1, (double)weight.Lengths[0])));
        random.FillUniform(Sequence.span(bias), -bound, bound);
    }
}
