namespace Neurons.IO;

/// <summary>What the elements of an <see cref="Hdf5Array"/> are.</summary>
public enum Hdf5Type
{
    /// <summary>True or false: an enumeration FALSE, TRUE of a byte, as h5py writes a bool.</summary>
    Bool,

    /// <summary>A signed integer of 8 bits.</summary>
    Int8,

    /// <summary>A signed integer of 16 bits.</summary>
    Int16,

    /// <summary>A signed integer of 32 bits.</summary>
    Int32,

    /// <summary>A signed integer of 64 bits.</summary>
    Int64,

    /// <summary>An unsigned integer of 8 bits.</summary>
    UInt8,

    /// <summary>An unsigned integer of 16 bits.</summary>
    UInt16,

    /// <summary>An unsigned integer of 32 bits.</summary>
    UInt32,

    /// <summary>An unsigned integer of 64 bits.</summary>
    UInt64,

    /// <summary>A float of 16 bits.</summary>
    Float16,

    /// <summary>A float of 32 bits.</summary>
    Float32,

    /// <summary>A float of 64 bits.</summary>
    Float64,

    /// <summary>A text.</summary>
    String,
}
