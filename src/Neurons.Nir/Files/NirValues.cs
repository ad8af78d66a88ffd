using Neurons.IO;

namespace Neurons.Nir.Files;

/// <summary>Arrays of NIR as values of HDF5.</summary>
internal static class NirValues
{
    public static NirArray From(Hdf5Array array, Func<string, Exception> error) =>
        array.IsSequences ? throw error($"{array} is read only as numbers of one length")
        : array.IsNumeric ? new(array.Type, NirShape.Create(array.Shape), array.Bytes.ToArray())
        : new(NirShape.Create(array.Shape), array.Texts.ToArray());

    public static Hdf5Array ToHdf5(this NirArray array) => array.IsNumeric
        ? new(array.Type, array.Shape.Lengths, array.Bytes.ToArray())
        : new(array.Shape.Lengths, array.Texts);
}
