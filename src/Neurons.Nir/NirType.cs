namespace Neurons.Nir;

/// <summary>What the elements of a <see cref="NirArray"/> are.</summary>
public enum NirType
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A signed integer of 8 bits.</summary>
    Int8,

    /// <summary>A signed integer of 16 bits.</summary>
    Int16,

    /// <summary>A signed integer of 32 bits.</summary>
    Int32,

    /// <summary>A signed integer of 64 bits: what NIR has for shapes, strides and the like.</summary>
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

    /// <summary>A float of 32 bits: what most networks have.</summary>
    Float32,

    /// <summary>A float of 64 bits.</summary>
    Float64,

    /// <summary>A text.</summary>
    String,
}
