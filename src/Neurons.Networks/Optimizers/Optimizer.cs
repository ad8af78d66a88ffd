using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// What makes parameters better by their gradients: <see cref="Sgd"/>, <see cref="Adam"/>, <see cref="AdamW"/>, or one's own, which
/// derives from this class and is registered with <see cref="Kinds"/> to be saved with a training.
/// </summary>
public abstract class Optimizer
{
    private readonly Dictionary<Parameter, Parameter[]> _states = [];
    private double _learningRate;

    /// <summary>An optimizer that has not made an update yet.</summary>
    /// <param name="learningRate">The step size, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step size is below 0 or not finite.</exception>
    protected Optimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The optimizers by name; one's own are registered here, to be saved with a training and read of a file.</summary>
    public static Registry<Optimizer> Kinds { get; } = BuiltIn();

    /// <summary>The step size, ≥ 0; a <see cref="Schedule"/> may change it from update to update.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set
        {
            Require.NotNegative(GetType().Name, nameof(LearningRate), value);
            _learningRate = Require.Float32(GetType().Name, nameof(LearningRate), value);
        }
    }

    /// <summary>The number of updates made.</summary>
    public long Updates { get; internal set; }

    /// <summary>
    /// The names of the tensors that it keeps for each parameter, each in the parameter's shape, at first 0; always the same. Default none.
    /// </summary>
    public virtual IReadOnlyList<string> StateNames => [];

    /// <summary>One update of all learnable parameters, in place.</summary>
    /// <param name="network">The network.</param>
    /// <param name="gradients">The gradients of its parameters.</param>
    /// <exception cref="ArgumentException">The gradients are those of another network.</exception>
    /// <exception cref="NotFiniteNumberException">A gradient is NaN or infinite; nothing has changed.</exception>
    public void Step(Network network, ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(gradients);
        if (!gradients.Parameters.SequenceEqual(network.Parameters))
            throw new ArgumentException("The gradients are those of another network.", nameof(gradients));
        gradients.RequireFinite();
        Advance(gradients);
    }

    /// <summary>One update of all learnable parameters that the gradients are of, in place; always the same parameters.</summary>
    /// <param name="gradients">The gradients, such as those of an <see cref="EventPropNetwork"/>.</param>
    /// <exception cref="NotFiniteNumberException">A gradient is NaN or infinite; nothing has changed.</exception>
    public void Step(ParameterGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        gradients.RequireFinite();
        Advance(gradients);
    }

    /// <summary>
    /// Counts an update whose parameters come one at a time, by <see cref="Update(Parameter, Tensor{float})"/> or by something else, such as a
    /// device, which keeps what <see cref="StateOf"/> gives. Returns its number, from 1.
    /// </summary>
    public long BeginUpdate() => ++Updates;

    /// <summary>Updates one parameter, in place, as a part of the update that was begun last.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, all of it finite.</param>
    public void Update(Parameter parameter, Tensor<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        Update(new(Updates, parameter.Value, gradient, StateOf(parameter)));
        parameter.Changed();
    }

    /// <summary>What it keeps for a parameter, in the order of <see cref="StateNames"/>; at first, 0.</summary>
    /// <param name="parameter">The parameter.</param>
    public IReadOnlyList<Parameter> StateOf(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _states.TryGetValue(parameter, out var state) ? state : _states[parameter] = NewState(parameter);
    }

    /// <inheritdoc/>
    public override string ToString() => Kinds.NameOf(this) ?? GetType().Name;

    /// <summary>One update of a parameter and of what is kept for it, in place. It follows from the arguments and the options alone.</summary>
    /// <param name="update">The parameter, its gradient, its state, and which update it is.</param>
    protected abstract void Update(in ParameterUpdate update);

    /// <summary>The update, by gradients that are finite.</summary>
    internal void Advance(ParameterGradients gradients)
    {
        BeginUpdate();
        for (var p = 0; p < gradients.Parameters.Count; p++)
        {
            if (gradients.Parameters[p].IsLearnable) Update(gradients.Parameters[p], gradients[p]);
        }
    }

    // apart, as a function within it would be made at every call
    private Parameter[] NewState(Parameter parameter)
    {
        int[] shape = Array.ConvertAll(parameter.Shape.ToArray(), length => (int)length);
        return [.. StateNames.Select(_ => new Parameter("state", shape, isLearnable: false))];
    }

    private static Registry<Optimizer> BuiltIn()
    {
        var kinds = new Registry<Optimizer>("optimizer", "name");
        kinds.Register<Sgd, SgdOptions>("sgd", o => new(o), optimizer => optimizer.Options);
        kinds.Register<Adam, AdamOptions>("adam", o => new(o), optimizer => optimizer.Options);
        kinds.Register<AdamW, AdamWOptions>("adamw", o => new(o), optimizer => optimizer.Options);
        return kinds;
    }
}
