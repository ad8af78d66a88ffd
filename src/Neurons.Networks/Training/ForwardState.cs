
namespace Neurons.Networks;

/// <summary>What forward passes in training change of a network by themselves: their number, and statistics that run along.</summary>
internal sealed class ForwardState
{
    private readonly Network _network;
    private readonly (Parameter Parameter, float[] Values)[] _statistics;
    private long _passes;

    /// <summary>Memory for the state of a network.</summary>
    public ForwardState(Network network)
    {
        _network = network;
        _statistics = [.. network.Parameters.Where(parameter => !parameter.IsLearnable)
            .Select(parameter => (parameter, new float[parameter.Value.FlattenedLength]))];
    }

    /// <summary>Remembers the state.</summary>
    public void Keep()
    {
        _passes = _network.TrainingPasses;
        foreach (var (parameter, values) in _statistics) parameter.Value.Numbers().CopyTo(values);
    }

    /// <summary>Gives the network the state that was remembered.</summary>
    public void Restore()
    {
        _network.TrainingPasses = _passes;
        foreach (var (parameter, values) in _statistics) values.CopyTo(parameter.Value.Span());
    }
}
