namespace Neurons.IO;

/// <summary>
/// What a group to be written holds: by name, values (<see cref="Hdf5Array"/>) and groups (<see cref="Hdf5Content"/>), in the order in which HDF5
/// keeps names.
/// </summary>
public sealed class Hdf5Content() : SortedDictionary<string, object>(ByBytes.Order);
