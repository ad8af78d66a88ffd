namespace Neurons.EventData;

/// <summary>Recordings to train with, and recordings to test on.</summary>
/// <param name="Training">The recordings to train with.</param>
/// <param name="Test">The recordings to test on.</param>
public sealed record EventSplit(EventSet Training, EventSet Test);
