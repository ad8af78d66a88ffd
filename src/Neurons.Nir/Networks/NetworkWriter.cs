using Neurons.Networks;

namespace Neurons.Nir;

internal sealed class NetworkWriter(Network network, double? dt)
{
    public NirGraph Write() => throw new NotSupportedException($"{network} {dt}");
}
