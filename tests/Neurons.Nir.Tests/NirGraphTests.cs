namespace Neurons.Nir.Tests;

/// <summary>Graphs that are made in code.</summary>
public sealed class NirGraphTests
{
    private static readonly NirArray Three = new[] { 1f, 2, 3 };

    private static NirLif Lif => new(Three, Three, Three, Three);

    public static TheoryData<string, NirNode> WrongNodes => new()
    {
        { "LIF: v_threshold has the shape [2] and tau [3]", new NirLif(Three, Three, Three, new float[2]) },
        { "LIF: v_reset has the shape [] and tau [3]", Lif with { VReset = 0.5 } },
        { "LIF: tau (float32 [3]) contains NaN", Lif with { Tau = new[] { 1f, float.NaN, 2 } } },
        { "LI: tau is text ('a'); it must be numbers", new NirLi("a", Three, Three) },
        { "CubaLIF: w_in has the shape [2] and tau_syn [3]", new NirCubaLif(Three, Three, Three, Three, Three) with { WIn = new float[2] } },
        { "I: r (float64 NaN) contains NaN", new NirI(double.NaN) },
        { "Scale: scale is text", new NirScale(new[] { "a" }) },
        { "Linear: weight has the shape [3]; it must have at least 2 axes", new NirLinear(Three) },
        { "Affine: bias has the shape [2]; it must be [3], as weight gives it", new NirAffine(new float[3, 2], new float[2]) },
        { "Input: shape has the shape []; it must have one axis", new NirInput(3) },
        { "Input: shape is float64 [1]; it must be whole numbers", new NirInput(new[] { 2.5 }) },
        { "Output: shape has -1; it must be ≥ 0", new NirOutput(new long[] { -1 }) },
        { "Conv1d: weight has the shape [3, 2]; it must have 3 axes", Conv1d(new float[3, 2]) },
        { "Conv1d: stride has 0; it must be from 1 to 2147483647", Conv1d() with { Stride = 0 } },
        { "Conv1d: dilation is float64 1.5; it must be whole numbers", Conv1d() with { Dilation = 1.5 } },
        { "Conv1d: padding is 'full'; it must be whole numbers, 'same' or 'valid'", Conv1d() with { Padding = "full" } },
        { "Conv1d: padding has -1; it must be from 0", Conv1d() with { Padding = -1 } },
        { "Conv1d: stride has the shape [2]; it must be one whole number", Conv1d() with { Stride = new long[] { 1, 1 } } },
        { "Conv1d: groups is 3; it must divide the 4 channels that weight gives", Conv1d() with { Groups = 3 } },
        { "Conv1d: bias has the shape [3]; it must be [4]", Conv1d() with { Bias = Three } },
        { "Conv2d: stride has the shape [3]; it must be one whole number, or 2 of them", Conv2d() with { Stride = new long[] { 1, 1, 1 } } },
        { "Conv2d: a window of 9 does not fit into the length 8 with the padding 0", Conv2d() with { Dilation = 4, InputShape = 8 } },
        { "SumPool2d: kernel_size has 0", new NirSumPool2d(0, 1, 0) },
        { "AvgPool2d: padding is 'same'; it must be whole numbers", new NirAvgPool2d(1, 1, "same") },
        { "Flatten: start_dim is int64 2 and end_dim int64 0; they must be axes of [2, 3, 4]", new NirFlatten(2, 0, new long[] { 2, 3, 4 }) },
        { "Flatten: start_dim is int64 0 and end_dim int64 3; they must be axes of [2, 3, 4]", new NirFlatten(0, 3, new long[] { 2, 3, 4 }) },
    };

    [Theory]
    [MemberData(nameof(WrongNodes))]
    public void A_node_that_is_wrong_is_refused_by_name_parameter_and_value(string problem, NirNode node)
    {
        var error = Assert.Throws<ArgumentException>(() => new NirGraph([("x", node)], [], typeCheck: false));

        Assert.StartsWith($"node 'x': {problem}", error.Message);
    }

    [Fact]
    public void Names_and_edges_have_to_fit()
    {
        Check("two nodes have the name 'a'", [("a", Lif), ("a", Lif)]);
        foreach (var name in new[] { "", ".", "a/b", "\0", "\ud800" }) Check("a node has the name", [(name, Lif)]);
        Check("the edge ('a', 'b') names no node 'b'; there are 'a'", [("a", Lif)], ("a", "b"));
        Check("the edge ('a', 'a') occurs twice", [("a", Lif)], ("a", "a"), ("a", "a"));

        static void Check(string problem, (string, NirNode)[] nodes, params NirEdge[] edges) =>
            Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new NirGraph(nodes, edges)).Message);
    }

    [Fact]
    public void Shapes_have_to_agree_along_each_edge()
    {
        var error = Assert.Throws<ArgumentException>(() => new NirGraph([("in", new NirInput([2])), ("lif", Lif)], [("in", "lif")]));

        Assert.Equal("NIRGraph: the edge ('in', 'lif'): 'in' gives [2] and 'lif' takes [3]; they must be the same", error.Message);
        Assert.False(new NirGraph([("in", new NirInput([2])), ("lif", Lif)], [("in", "lif")], typeCheck: false).IsTypeChecked);
    }

    [Fact]
    public void What_has_no_way_in_or_out_gets_one_under_a_free_name()
    {
        var graph = new NirGraph([("input_a", new NirInput([3])), ("a", Lif), ("b", Lif)], [("b", "b")], typeCheck: true);

        Assert.Equal(["input_a", "a", "b", "input_a_0", "output_input_a", "output_a"], graph.Nodes.Keys);
        Assert.Equal([("b", "b"), ("input_a_0", "a"), ("input_a", "output_input_a"), ("a", "output_a")], graph.Edges);
        Assert.Equal(new NirInput([3]), graph.Nodes["input_a_0"]);
    }

    [Fact]
    public void A_graph_without_a_way_in_or_out_is_refused()
    {
        Assert.Contains("no edge comes from an Input", Problem([("a", Lif), ("b", Lif)], ("a", "b"), ("b", "a")));
        Assert.Contains("every node has an edge from it", Problem([("in", new NirInput([3])), ("a", Lif)], ("in", "a"), ("a", "a")));
        Assert.Contains("the SumPool2d does not say the shape of its input", Problem([("p", new NirSumPool2d(2, 2, 0))]));
        Assert.Contains("is not known: no Input leads there", Problem(
            [("in", new NirInput([3])), ("out", new NirOutput([3])), ("p", new NirSumPool2d(1, 1, 0))], ("in", "out"), ("p", "p")));

        static string Problem((string, NirNode)[] nodes, params NirEdge[] edges) =>
            Assert.Throws<ArgumentException>(() => new NirGraph(nodes, edges)).Message;
    }

    [Fact]
    public void A_graph_of_nothing_is_one() => Assert.Empty(new NirGraph([], []).Nodes);

    [Fact]
    public void A_graph_within_a_graph_is_checked_always()
    {
        var wrong = new NirGraph([("in", new NirInput([2])), ("lif", Lif)], [("in", "lif")], typeCheck: false);
        var open = new NirGraph([("lif", Lif)], [], typeCheck: false);

        Assert.StartsWith("node 'inner': NIRGraph: the edge ('in', 'lif')", Assert.Throws<ArgumentException>(
            () => new NirGraph([("inner", wrong)], [], typeCheck: false)).Message);
        var outer = new NirGraph([("inner", open)], []);
        Assert.Equal(["lif", "input_lif", "output_lif"], ((NirGraph)outer.Nodes["inner"]).Nodes.Keys);
        Assert.Equal(["inner", "input_inner", "output_inner"], outer.Nodes.Keys);
        Assert.Equal(Shape(3), outer.OutputShape("inner"));
    }

    [Fact]
    public void An_edge_to_a_graph_of_two_inputs_is_refused()
    {
        var two = new NirGraph([("a", new NirInput([3])), ("b", new NirInput([3])), ("lif", Lif)], [("a", "lif"), ("b", "lif")]);

        Assert.Contains("the graph 'two' must have one Input", Assert.Throws<ArgumentException>(
            () => new NirGraph([("in", new NirInput([3])), ("two", two)], [("in", "two")])).Message);
    }

    [Fact]
    public void Groups_and_kernels_that_are_not_square_have_their_shapes()
    {
        var weight = NirArray.From<float>(new float[6 * 2 * 3 * 5], [6, 2, 3, 5]);
        var conv = new NirConv2d(weight, new float[6], new long[] { 2, 1 }, new long[] { 1, 0 }, 1, 2);
        var graph = new NirGraph([("in", new NirInput([4, 8, 9])), ("c", conv)], [("in", "c")]);

        Assert.Equal(Shape(4, 8, 9), graph.InputShape("c"));
        Assert.Equal(Shape(6, 4, 5), graph.OutputShape("c"));
        Assert.Equal((NirArray)new long[] { 8, 9 }, ((NirConv2d)graph.Nodes["c"]).InputShape);
    }

    [Fact]
    public void A_window_gives_as_many_numbers_as_there_are_places_for_it()
    {
        foreach (var (length, kernel, padding, stride, dilation) in Windows())
        {
            // Places from the left edge on at which the last element of the window is not beyond the right edge.
            var places = 0;
            for (var at = -padding; at + (dilation * (kernel - 1)) < length + padding; at += stride) places++;
            var weight = NirArray.From<float>(new float[kernel], [1, 1, kernel]);
            var conv = new NirConv1d(weight, new float[1], stride, padding, dilation, 1);
            var make = () => new NirGraph([("in", new NirInput([1, length])), ("c", conv)], [("in", "c")]);
            if (places > 0) Assert.Equal(Shape(1, places), make().OutputShape("c"));
            else Assert.Contains("does not fit", Assert.Throws<ArgumentException>(make).Message);
        }

        static IEnumerable<(int, int, int, int, int)> Windows() =>
            from length in Enumerable.Range(1, 8)
            from kernel in Enumerable.Range(1, 5)
            from padding in Enumerable.Range(0, 3)
            from stride in Enumerable.Range(1, 3)
            from dilation in Enumerable.Range(1, 3)
            select (length, kernel, padding, stride, dilation);
    }

    [Theory]
    [InlineData(0, -1, 24L)]
    [InlineData(0, 1, 6L, 4L)]
    [InlineData(1, -1, 2L, 12L)]
    [InlineData(-2, 2, 2L, 12L)]
    [InlineData(1, 1, 2L, 3L, 4L)]
    [InlineData(3, -1, 2L, 3L, 4L, 1L)]
    public void A_flatten_makes_one_axis_of_several(int start, int end, params long[] expected)
    {
        var graph = new NirGraph([("in", new NirInput([2, 3, 4])), ("f", new NirFlatten(start, end))], [("in", "f")]);

        Assert.Equal(NirShape.Create(expected), graph.OutputShape("f"));
        Assert.Equal((NirArray)new long[] { 2, 3, 4 }, ((NirFlatten)graph.Nodes["f"]).InputType);
    }

    [Fact]
    public void A_weight_of_the_input_that_is_one_number_is_that_of_all_neurons()
    {
        Assert.Equal((NirArray)new[] { 2.5, 2.5, 2.5 }, new NirCubaLi(Three, Three, Three, Three, 2.5).WIn);
        Assert.Equal((NirArray)new[] { 1f, 1, 1 }, new NirCubaLif(Three, Three, Three, Three, Three).WIn);
        Assert.Equal((NirArray)new float[3], new NirCubaLif(Three, Three, Three, Three, Three).VReset);
    }

    [Fact]
    public void Graphs_are_equal_whatever_the_order_of_their_nodes()
    {
        NirEdge[] edges = [("in", "lif"), ("lif", "out")];
        var one = new NirGraph([("in", new NirInput([3])), ("lif", Lif), ("out", new NirOutput([3]))], edges);
        var other = new NirGraph([("out", new NirOutput([3])), ("lif", Lif), ("in", new NirInput([3]))], edges);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, new NirGraph([.. one.Nodes.Select(node => (node.Key, node.Value))], edges.Reverse()));
        Assert.NotEqual(one, one with { Metadata = NirMetadata.Empty.With("a", 1) });
    }

    private static NirShape Shape(params ReadOnlySpan<long> lengths) => NirShape.Create(lengths);

    private static NirConv1d Conv1d(NirArray? weight = null) =>
        new(weight ?? NirArray.From<float>(new float[24], [4, 2, 3]), new float[4], 1, 0, 1, 1);

    private static NirConv2d Conv2d() => new(NirArray.From<float>(new float[72], [4, 2, 3, 3]), new float[4], 1, 0, 1, 1);
}
