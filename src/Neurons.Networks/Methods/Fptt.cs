using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>The options of <see cref="Fptt"/>.</summary>
/// <param name="Alpha">How much weights are held to their running average, &gt; 0.</param>
public sealed record FpttOptions(double Alpha = 0.5);

/// <summary>
/// Forward propagation through time (Kag and Saligrama 2021): an update after each step, by the gradient of its loss and of a price for leaving
/// the running average w̄ of the weights, α/2 · Σ mean (w − w̄ − g/(2α))². g is the gradient of the same loss with the weights after the
/// update before, for which the step runs once more; then w̄ ← (w̄ + w)/2 − g/(2α). The memory is that of one step. The answers of a training
/// are those of the summed outputs.
/// </summary>
public sealed class Fptt : TrainingMethod
{
    private readonly Dictionary<Parameter, Tensor<float>> _averages = [];

    /// <summary>The method with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not &gt; 0.</exception>
    public Fptt(FpttOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.Positive(nameof(Fptt), nameof(options.Alpha), options.Alpha);
        Options = options;
    }

    /// <summary>The method.</summary>
    /// <param name="alpha">How much weights are held to their running average, &gt; 0.</param>
    public Fptt(double alpha = 0.5)
        : this(new FpttOptions(alpha))
    {
    }

    /// <summary>The options.</summary>
    public FpttOptions Options { get; }

    /// <summary>The running average of a parameter; at first, its value.</summary>
    /// <param name="parameter">A parameter of the network that is trained.</param>
    public Tensor<float> Average(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (_averages.TryGetValue(parameter, out var average)) return average;
        average = Tensor.CreateFromShapeUninitialized<float>(parameter.Shape);
        parameter.Value.CopyNumbersTo(average);
        return _averages[parameter] = average;
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor<float> Value)> Tensors(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Parameters.Where(parameter => parameter.IsLearnable)
            .Select(parameter => ($"average.{parameter.Name}", Average(parameter)));
    }

    /// <inheritdoc/>
    public override TrainedBatch Train(TrainingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var parameters = batch.Network.Parameters;
        var (alpha, half) = ((float)Options.Alpha, (float)(0.5 / Options.Alpha));
        // g/(2α), of the step before
        var pulls = new Tensor<float>[parameters.Count];
        for (var p = 0; p < pulls.Length; p++)
        {
            pulls[p] = batch.Workspace.Take(this, parameters[p].Name, parameters[p].Shape);
            pulls[p].Span().Clear();
            if (parameters[p].IsLearnable) Average(parameters[p]);
        }
        var answers = new OutputSum(this, batch);
        NetworkState? state = null;
        var value = 0.0;
        for (var step = 0; step < batch.Steps; step++)
        {
            var part = batch.Input.Piece(step, 1, batch.Workspace);
            var run = batch.Forward(part, state);
            var loss = batch.LossAlone(run.Output, step, run.Penalty);
            var gradients = run.Pullback(loss.Gradient);
            var price = 0.0;
            for (var p = 0; p < pulls.Length; p++) if (parameters[p].IsLearnable) price += Hold(parameters[p], pulls[p], gradients[p], alpha);
            value += (loss.Value + (alpha / 2 * price)) / batch.Steps;
            answers.Add(run.Output);
            batch.Update(gradients);
            state = run.State;
            if (step == batch.Steps - 1) break;

            var again = batch.Forward(part, state);
            gradients = again.Pullback(batch.LossAlone(again.Output, step, again.Penalty).Gradient);
            gradients.RequireFinite();
            for (var p = 0; p < pulls.Length; p++)
            {
                if (!parameters[p].IsLearnable) continue;
                var average = Average(parameters[p]).Span();
                var pull = pulls[p].Span();
                TensorPrimitives.Multiply(gradients[p].ReadOnlySpan(), half, pull);
                TensorPrimitives.Add(average, parameters[p].Value.ReadOnlySpan(), average);
                TensorPrimitives.Multiply(average, 0.5f, average);
                TensorPrimitives.Subtract(average, pull, average);
            }
        }
        return new(value, answers.Classes(batch));
    }

    /// <summary>Adds the gradient of the price of leaving the average, and returns its mean of squares.</summary>
    private double Hold(Parameter parameter, Tensor<float> pull, Tensor<float> gradient, float alpha)
    {
        var value = parameter.Value.ReadOnlySpan();
        var average = Average(parameter).ReadOnlySpan();
        var pulled = pull.ReadOnlySpan();
        var g = gradient.Span();
        var (scale, sum) = (alpha / g.Length, 0.0);
        for (var i = 0; i < g.Length; i++)
        {
            var away = value[i] - average[i] - pulled[i];
            g[i] += scale * away;
            sum += (double)away * away;
        }
        return sum / g.Length;
    }
}
