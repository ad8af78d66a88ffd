using Neurons.Learning;

namespace Neurons;

/// <summary>Adam (Kingma &amp; Ba 2015), with the conventions and defaults of PyTorch.</summary>
public sealed class Adam
{
    private readonly Dictionary<Parameter, Moments<float>> _moments = [];

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, &gt; 0.</param>
    /// <param name="beta1">The decay of the mean of the gradient, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of its square, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of that mean, &gt; 0.</param>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        Options = new AdamModule.Options(learningRate, beta1, beta2, epsilon);
        AdamModule.check(Options);
    }

    /// <summary>The step size.</summary>
    public double LearningRate => Options.LearningRate;

    /// <summary>The number of updates made.</summary>
    public long Updates { get; internal set; }

    internal AdamModule.Options Options { get; }

    /// <summary>One update of all learnable parameters, in place.</summary>
    public void Step(Sequential network, ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(gradients);
        if (!gradients.Parameters.SequenceEqual(network.Parameters))
            throw new ArgumentException("The gradients are those of another network.", nameof(gradients));

        Updates++;
        for (var p = 0; p < network.Parameters.Count; p++)
        {
            var parameter = network.Parameters[p];
            if (!parameter.IsLearnable) continue;
            AdamModule.updateInPlace(Options, Updates, gradients[p], MomentsOf(parameter), parameter.Value);
            parameter.Changed();
        }
    }

    internal Moments<float> MomentsOf(Parameter parameter)
    {
        if (!_moments.TryGetValue(parameter, out var moments))
            _moments[parameter] = moments = AdamModule.initial(parameter.Value);
        return moments;
    }
}
