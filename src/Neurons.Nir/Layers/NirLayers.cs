using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>The layers of this package, by the names that files have for them.</summary>
internal static class NirLayers
{
    public static void Register()
    {
        Layer.Kinds.Register<Reshape, ReshapeOptions>("nir_reshape", options => new Reshape(options), layer => layer.Options);
        Layer.Kinds.Register<ZeroPad, ZeroPadOptions>("nir_zero_pad", options => new ZeroPad(options), layer => layer.Options);
    }
}
