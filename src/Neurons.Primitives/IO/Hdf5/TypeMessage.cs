namespace Neurons.IO;

/// <summary>The message of a data type, as it is written.</summary>
internal static class TypeMessage
{
    public static H5Bytes Of(Hdf5Type type, bool isSequence) =>
        // A sequence begins as what is kept in a heap, of 16 bytes in its place, and goes on with what it is of.
        isSequence ? Of(type, new H5Bytes().Raw([0x19, 0, 0, 0]).UInt32(16)) : Of(type, new H5Bytes());

    private static H5Bytes Of(Hdf5Type type, H5Bytes bytes)
    {
        switch (type)
        {
            case Hdf5Type.String:
                // A sequence of bytes that is a text: zero-ended, UTF-8.
                bytes.Raw([0x19, 0x01, 0x01, 0]).UInt32(16);
                return Integer(bytes, 1, isSigned: false);
            case Hdf5Type.Bool:
                Integer(bytes.Raw([0x18, 2, 0, 0]).UInt32(1), 1, isSigned: true);
                return bytes.Raw("FALSE\0\0\0"u8).Raw("TRUE\0\0\0\0"u8).Raw([0, 1]);
            case Hdf5Type.Float16 or Hdf5Type.Float32 or Hdf5Type.Float64:
                var (size, _, sign, layout) = H5Element.Floats.First(known => known.Type == type);
                return bytes.Raw([0x11, 0x20, (byte)sign, 0]).UInt32((uint)size).Raw(layout);
            default:
                return Integer(bytes, Hdf5Array.SizeOf(type), type is Hdf5Type.Int8 or Hdf5Type.Int16 or Hdf5Type.Int32 or Hdf5Type.Int64);
        }
    }

    private static H5Bytes Integer(H5Bytes bytes, int size, bool isSigned) =>
        bytes.Raw([0x10, (byte)(isSigned ? 8 : 0), 0, 0]).UInt32((uint)size).UInt16(0).UInt16(8 * size);
}
