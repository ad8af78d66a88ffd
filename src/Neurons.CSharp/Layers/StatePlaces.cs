namespace Neurons;

/// <summary>Two places for the state after a pass, used in turn: the gradient, or the next pass, still needs the state before.</summary>
internal sealed class StatePlaces
{
    private readonly Place _first = new(), _second = new();

    /// <summary>The place that does not hold a state.</summary>
    public Place Other(object? held) => held is not null && ReferenceEquals(_first.Holds, held) ? _second : _first;

    internal sealed class Place
    {
        public object? Holds { get; set; }

        public override string ToString() => "states of neurons";
    }
}
