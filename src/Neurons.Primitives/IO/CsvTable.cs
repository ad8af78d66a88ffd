using System.Numerics.Tensors;

namespace Neurons.IO;

/// <summary>The numbers of a csv file.</summary>
/// <param name="Header">The column names; empty when the file has no header line.</param>
/// <param name="Values">The numbers, [rows, columns].</param>
public sealed record CsvTable(string[] Header, Tensor<double> Values);
