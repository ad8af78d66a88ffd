namespace Neurons.Networks;

/// <summary>Data to train with, and data to test on.</summary>
/// <param name="Training">The data to train with.</param>
/// <param name="Test">The data to test on.</param>
public sealed record DataSplit(Dataset Training, Dataset Test);
