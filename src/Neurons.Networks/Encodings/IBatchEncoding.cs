namespace Neurons.Networks;

/// <summary>An encoding that makes a whole batch at once, and may make it of bits: the same numbers as one sample after the other.</summary>
internal interface IBatchEncoding
{
    /// <summary>Gathers the samples of a batch and encodes them.</summary>
    void Fill(Batch batch, EncodingKey key);
}
