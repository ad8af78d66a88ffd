namespace Neurons.Nir.Hdf5;

/// <summary>The message of a data type, as it is written.</summary>
internal static class TypeMessage
{
    public static H5Bytes Of(NirType type)
    {
        var bytes = new H5Bytes();
        switch (type)
        {
            case NirType.String:
                // A sequence of bytes that is a text: zero-ended, UTF-8.
                bytes.Raw([0x19, 0x01, 0x01, 0]).UInt32(16);
                return Integer(bytes, 1, isSigned: false);
            case NirType.Bool:
                Integer(bytes.Raw([0x18, 2, 0, 0]).UInt32(1), 1, isSigned: true);
                return bytes.Raw("FALSE\0\0\0"u8).Raw("TRUE\0\0\0\0"u8).Raw([0, 1]);
            case NirType.Float16 or NirType.Float32 or NirType.Float64:
                var (size, _, sign, layout) = H5Type.Floats.First(known => known.Type == type);
                return bytes.Raw([0x11, 0x20, (byte)sign, 0]).UInt32((uint)size).Raw(layout);
            default:
                return Integer(bytes, NirArray.SizeOf(type), type is NirType.Int8 or NirType.Int16 or NirType.Int32 or NirType.Int64);
        }
    }

    private static H5Bytes Integer(H5Bytes bytes, int size, bool isSigned) =>
        bytes.Raw([0x10, (byte)(isSigned ? 8 : 0), 0, 0]).UInt32((uint)size).UInt16(0).UInt16(8 * size);
}
