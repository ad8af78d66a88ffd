namespace Neurons.Networks;

/// <summary>What an encoding of a batch depends on besides its samples.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="FirstStep">The number of the first step: epochs follow each other in time.</param>
/// <param name="Workers">The most threads; results do not depend on it.</param>
internal readonly record struct EncodingKey(ulong Seed, uint FirstStep, int Workers);
