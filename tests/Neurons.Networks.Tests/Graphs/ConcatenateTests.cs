namespace Neurons.Networks.Tests;

public class ConcatenateTests
{
    [Fact]
    public void Nodes_are_concatenated_as_branches_are_with_their_gradients()
    {
        var branches = new Sequential(
            1, new Input(2, 4, 4), new Branches(Merge.Concatenate, new Conv2d(2, 3, 3, padding: 1), new Conv2d(2, 1, 1)), new Flatten(),
            new Linear(64, 2));
        var graph = new Graph(
            1, new Node("x", new Input(2, 4, 4)), new("left", new Conv2d(2, 3, 3, padding: 1), "x"), new("right", new Conv2d(2, 1, 1), "x"),
            new("both", new Concatenate(), "left") { ["1"] = ["right"] }, new("flat", new Flatten(), "both"), new("out", new Linear(64, 2), "flat"));
        foreach (var (from, to) in branches.Parameters.Zip(graph.Parameters))
            for (var i = 0; i < from.Value.FlattenedLength; i++) Differences.Write(to, i, Samples.Flat(from.Value)[i]);
        var x = Samples.Uniform(1, -1, 1, 3, 2, 2, 4, 4);
        var (expected, actual) = (branches.Forward(x), graph.Forward(x));
        TestTensors.AssertEqual(expected.Output, actual.Output);
        var outer = Samples.Uniform(2, -1, 1, expected.Output.Lengths);
        var (e, a) = (expected.PullbackWithInputs(outer), actual.PullbackWithInputs(outer));
        for (var p = 0; p < branches.Parameters.Count; p++) TestTensors.AssertEqual(e.Parameters[p], a.Parameters[p]);
        TestTensors.AssertEqual(e.Input, a.Input);
        var once = Samples.Uniform(3, -1, 1, 2, 2, 4, 4);
        TestTensors.AssertEqual(branches.Predict(once, 2), graph.Predict(once, 2));
    }

    [Fact]
    public void Shapes_that_differ_beyond_the_channels_are_refused_with_both()
    {
        var error = Assert.Throws<ArgumentException>(() => new Graph(
            1, new Node("a", new Input(2, 3)), new("b", new Input(2, 4)), new("c", new Concatenate(), "a") { ["1"] = ["b"] }));
        Assert.Contains("concatenates [2, 3] and [2, 4], which must be equal but for the first length", error.Message);
    }
}
