namespace Neurons.IO;

/// <summary>A change of brightness that one pixel of an event camera saw.</summary>
/// <param name="Time">When, in the unit of the file; microseconds in the binary format.</param>
/// <param name="X">The column.</param>
/// <param name="Y">The row.</param>
/// <param name="IsOn">Whether it became brighter.</param>
public readonly record struct Event(double Time, ushort X, ushort Y, bool IsOn);
