using System.Numerics.Tensors;
using Neurons.Primitives;

namespace Neurons.Interactive;

/// <summary>Spikes as bits: how many, and their raster.</summary>
internal static class SpikesView
{
    private const int MostDrawn = 1 << 22;

    public static View Of(SpikeBits spikes)
    {
        var (count, all) = (spikes.Count(), (long)spikes.Steps * spikes.PerStep);
        var rate = all == 0 ? "" : $", {Numbers.Text((double)count / all)} a neuron and step";
        var view = new View($"SpikeBits [{spikes.Steps}, {spikes.PerStep}]", new NotePart($"{Numbers.Of(count, "spike")}{rate}"));
        if (count == 0) return view;
        if (all > MostDrawn) return view.With(new NotePart($"not drawn: {Numbers.Whole(all)} bits are more than {Numbers.Whole(MostDrawn)}"));
        var values = new float[all];
        for (var step = 0; step < spikes.Steps; step++) spikes.Unpack(step, values.AsSpan(step * spikes.PerStep, spikes.PerStep));
        return view.With(PicturePart.Of(Plot.Raster(Tensor.Create(values, [spikes.Steps, spikes.PerStep]))));
    }
}
