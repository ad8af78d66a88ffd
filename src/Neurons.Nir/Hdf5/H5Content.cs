namespace Neurons.Nir.Hdf5;

/// <summary>What a group to be written holds: arrays and groups by name, in the order in which HDF5 keeps names.</summary>
internal sealed class H5Content() : SortedDictionary<string, object>(ByBytes.Order);
