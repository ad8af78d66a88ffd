using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

/// <summary>What circles hold while they run; alone, as other tests of the process would be counted.</summary>
[Collection(nameof(AllocationTests))]
public sealed class CircleMemoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_circle_holds_is_given_back_where_a_layer_fails(bool forward)
    {
        var failing = new Failing();
        var network = new Graph(
            1, new Node("x", new Input(3)), new Node("back", new Linear(3, 3), "fails"), new Node("lif", new CubaLif(3), "x", "back"),
            new Node("held", new Delay(1), "lif"), new Node("fails", failing, "held"));
        var (x, outer) = (Samples.Uniform(1, 0, 3, 5, 2, 3), Samples.Uniform(2, 0, 1, 5, 2, 3));
        var expected = Samples.Flat(network.Predict(x));
        var workspace = new Workspace();
        Run(forward ? 3 : -1);
        var before = Pinned();
        for (var i = 0; i < 100; i++) Run(forward ? 3 : -1);
        // each pass holds more than ten arrays
        Assert.InRange(Pinned() - before, -1000, 200);
        Assert.Equal(0, failing.Held);
        failing.FailsAt = null;
        Assert.Equal(expected, Samples.Flat(network.Predict(x)));

        void Run(int failsAt)
        {
            failing.FailsAt = failsAt;
            Assert.Contains("as it should", Assert.Throws<InvalidOperationException>(() => network.Forward(x, workspace).Pullback(outer)).Message);
        }

        static long Pinned()
        {
            GC.Collect();
            return GC.GetGCMemoryInfo(GCKind.FullBlocking).PinnedObjectsCount;
        }
    }

    /// <summary>Passes its input on, and fails at a step, or on the way back over the first.</summary>
    private sealed class Failing : Layer, IStepwise
    {
        public int? FailsAt { get; set; }

        /// <summary>How many steps have begun and not been released.</summary>
        public int Held { get; private set; }

        public override int[] InputShape => [3];

        public override int[] OutputShape(int[] input) => input;

        public override string ToString() => "Failing";

        public override LayerRun Forward(Signal input, Pass pass) => Identity(input);

        public LayerSteps Steps(LayerSequences sequences, Pass pass) => new Passed(this, sequences);

        private sealed class Passed(Failing layer, LayerSequences sequences) : LayerSteps
        {
            public override void Begin(bool backward) => layer.Held++;

            public override void Forward(int step)
            {
                if (step == layer.FailsAt) throw new InvalidOperationException("It fails as it should.");
                Row(sequences.Inputs[0], step).CopyTo(Row(sequences.Output, step));
            }

            public override void Backward(int step)
            {
                if (step == 0 && layer.FailsAt < 0) throw new InvalidOperationException("It fails as it should.");
                Row(sequences.OutputGradient!, step).CopyTo(Row(sequences.InputGradients[0], step));
            }

            public override void WriteGradients(ReadOnlySpan<Tensor<float>> gradients)
            {
            }

            public override void Release() => layer.Held--;

            private static Span<float> Row(Tensor<float> sequence, int step) => sequence.Span().Slice(step * 6, 6);
        }
    }

    [Fact]
    public void A_feedback_takes_the_memory_of_its_currents_outputs_and_states()
    {
        var (steps, batch, neurons, workspace) = (50, 16, 40, new Workspace());
        var network = new Sequential(1, new Feedback(new Leaky(neurons)));
        var run = network.Forward(Samples.Uniform(1, 0, 3, steps, batch, neurons), workspace);
        run.PullbackWithInputs(Samples.Uniform(2, 0, 1, steps, batch, neurons));
        // currents, outputs and potentials of all steps; a few rows of one step; the gradients of the parameters
        var (least, most) = (3 * steps * batch * neurons, (3 * steps + 12) * batch * neurons + neurons * (neurons + 1));
        Assert.InRange(workspace.Bytes, least * sizeof(float), most * sizeof(float));
    }
}
