namespace Neurons.Primitives;

/// <summary>What the blocks of consecutive neurons share: the key and three of the four counter words.</summary>
internal readonly struct PhiloxRun
{
    public readonly uint Key0, Key1;
    private readonly uint _step, _draw, _stream;

    /// <summary>
    /// What the first two rounds mix into the words that depend on the neuron, and word 3, which doesn't
    /// depend on it until the third round.
    /// </summary>
    public readonly uint Round1Word2, Round2Word0, Round2Word2, Round2Word3;

    public PhiloxRun(ulong seed, uint stream, uint step, uint draw)
    {
        Key0 = (uint)seed;
        Key1 = (uint)(seed >> 32);
        _step = step;
        _draw = draw;
        _stream = stream;

        var product1 = (ulong)Philox.Multiplier1 * draw;
        var word0 = (uint)(product1 >> 32) ^ step ^ Key0;
        var product0 = (ulong)Philox.Multiplier0 * word0;
        Round1Word2 = stream ^ Key1;
        Round2Word0 = (uint)product1 ^ (Key0 + Philox.Weyl0);
        Round2Word2 = (uint)(product0 >> 32) ^ (Key1 + Philox.Weyl1);
        Round2Word3 = (uint)product0;
    }

    public (uint W0, uint W1, uint W2, uint W3) Block(uint neuron) =>
        Philox.Block(neuron, _step, _draw, _stream, Key0, Key1);

    /// <summary>The portable path, and the tail of the others: the draws with index start .. count - 1.</summary>
    public unsafe void FillScalar(float* first, float* second, int start, int count, uint neuron)
    {
        for (var i = start; i < count; i++)
        {
            var (w0, _, w2, _) = Block(neuron + (uint)i);
            first[i] = Philox.ToSingle(w0);
            if (second != null)
                second[i] = Philox.ToSingle(w2);
        }
    }

    /// <inheritdoc cref="FillScalar(float*, float*, int, int, uint)"/>
    public unsafe void FillScalar(double* first, double* second, int start, int count, uint neuron)
    {
        for (var i = start; i < count; i++)
        {
            var (w0, w1, w2, w3) = Block(neuron + (uint)i);
            first[i] = Philox.ToDouble(w0, w1);
            if (second != null)
                second[i] = Philox.ToDouble(w2, w3);
        }
    }
}
