namespace Neurons.Networks;

/// <summary>
/// Two places for what a layer ends a pass with, used in turn: the gradient, or the next pass, still needs the state before. A layer with memory
/// has them of its <see cref="Workspace.Keep"/>, and takes the tensors of a state with the place as their owner.
/// </summary>
public sealed class StatePlaces
{
    private readonly StatePlace _first = new(), _second = new();

    /// <summary>The place that does not hold a state.</summary>
    /// <param name="held">The state before; null for none.</param>
    public StatePlace Other(object? held) => held is not null && ReferenceEquals(_first.Holds, held) ? _second : _first;
}

/// <summary>One of two places for states.</summary>
public sealed class StatePlace
{
    internal StatePlace()
    {
    }

    /// <summary>The state that is there; set by whoever puts it there.</summary>
    public object? Holds { get; set; }

    /// <summary>For the list of what takes memory.</summary>
    public override string ToString() => "states of neurons";
}
