namespace Neurons.Networks;

/// <summary>The options of an <see cref="Input"/>.</summary>
/// <param name="Shape">At least one length, each at least 1.</param>
public sealed record InputOptions(int[] Shape);

/// <summary>The first layer of a network whose next layer takes any shape: it states that of the input, and passes it on.</summary>
public sealed class Input : Layer, ITakesSpikes, IGivesSpikes, IEachStep
{
    private readonly int[] _shape;

    /// <summary>States the shape of the features of an input, such as channels, height and width.</summary>
    /// <param name="shape">At least one length, each at least 1.</param>
    public Input(params int[] shape)
    {
        _shape = Shapes.Checked("Input", shape);
        if (_shape.Length == 0) throw new ArgumentException("Input: the shape is empty; at least one length is needed.", nameof(shape));
    }

    /// <inheritdoc/>
    public override int[] InputShape => (int[])_shape.Clone();

    /// <summary>What makes the same layer again.</summary>
    public InputOptions Options => new(InputShape);

    /// <inheritdoc/>
    public bool GivesSpikes { get; set; }

    bool ITakesSpikes.TakesSpikes => GivesSpikes;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input) => input;

    /// <inheritdoc/>
    public override string ToString() => $"Input({string.Join(" × ", _shape)})";

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass) => Identity(input);
}
