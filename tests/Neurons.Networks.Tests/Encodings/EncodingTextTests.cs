namespace Neurons.Networks.Tests;

/// <summary>Encodings as text.</summary>
public class EncodingTextTests
{
    [Theory]
    [InlineData("direct")]
    [InlineData("rate")]
    [InlineData("delta")]
    [InlineData("latency:steps=25")]
    [InlineData("latency:steps=10,tau=2.5,threshold=0.2,first_spike=3,linear,normalize,clip,bypass")]
    [InlineData("delta:threshold=0.25,padding,off_spikes")]
    public void An_encoding_is_its_text(string text) => Assert.Equal(text, InputEncoding.Parse(text).ToString());

    [Theory]
    [InlineData("latency:steps=25,tau=1,threshold=0.01,firstSpike=0", "latency:steps=25")]
    [InlineData("latency:steps=9,firstSpike=3", "latency:steps=9,first_spike=3")]
    [InlineData("delta:threshold=0.25,padding,offSpikes", "delta:threshold=0.25,padding,off_spikes")]
    [InlineData("Delta:Threshold=0.1,padding=false", "delta")]
    [InlineData("{\"name\": \"delta\", \"off_spikes\": true}", "delta:off_spikes")]
    public void Other_spellings_are_read_too(string text, string now) => Assert.Equal(now, InputEncoding.Parse(text).ToString());

    [Theory]
    [InlineData("fast", "The encoding is 'fast': encoding is 'fast'; it must be one of ")]
    [InlineData("latncy:steps=2", "Did you mean latency?")]
    [InlineData("latency", "steps is missing; it must be a whole number")]
    [InlineData("rate:gain=2", "rate has no 'gain'")]
    [InlineData("delta:threshold=x", "threshold is \"x\"; it must be a number")]
    [InlineData("delta:padding=1", "padding is 1; it must be true or false")]
    [InlineData("delta:padding,padding", "The encoding 'delta:padding,padding' gives 'padding' twice")]
    [InlineData("delta:threshold=0,5", "commas stand between options")]
    [InlineData("delta:name=rate", "gives 'name'; the name stands before the colon")]
    public void A_text_that_is_no_encoding_is_refused(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => InputEncoding.Parse(text)).Message);

    [Fact]
    public void What_text_cannot_hold_is_JSON()
    {
        InputEncoding.Kinds.Register<Listed, ListedOptions>("listed", o => new(o), encoding => encoding.Options);
        var encoding = new Listed(new([1, 2.5], "a, b"));
        Assert.Equal("""{"name":"listed","levels":[1,2.5],"note":"a, b"}""", encoding.ToString());
        Assert.Equal(encoding.ToString(), InputEncoding.Parse(encoding.ToString()).ToString());
    }

    private sealed record ListedOptions(double[] Levels, string Note = "");

    private sealed class Listed(ListedOptions options) : InputEncoding
    {
        public ListedOptions Options => options;

        public override void Encode(in SampleSequence sample) => sample.Sequence.Clear();
    }
}
