using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

public class OptimizerTests
{
    public static TheoryData<string> Kinds() => [.. Optimizers.Keys];

    private static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.05),
        ["momentum"] = () => new Sgd(0.05, momentum: 0.9, dampening: 0.1, weightDecay: 0.01, isDecayDecoupled: true),
        ["nesterov"] = () => new Sgd(0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01),
        ["adam"] = () => new Adam(0.01, 0.8, 0.99, 1e-7, 0.02),
        ["adamw"] = () => new AdamW(0.01),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_training_with_any_optimizer_is_resumed_bit_for_bit(string kind)
    {
        Trainer Start() => new(Samples.Network(), Loss.CrossEntropy([1, 2, 1], 0.1), Optimizers[kind]()) { TimeSteps = 10, BatchSize = 16 };
        var data = Samples.Classes(40);
        var whole = Start();
        await Samples.Train(whole, data, 2);

        var part = Start();
        await Samples.Train(part, data, 1);
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        part.Save(file);
        var resumed = Trainer.Resume(file);
        Assert.Equal(part.Optimizer.GetType(), resumed.Optimizer.GetType());
        Assert.Equal(part.Optimizer.Updates, resumed.Optimizer.Updates);
        await Samples.Train(resumed, data, 1);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
        Assert.NotEqual(Samples.Weights(part.Network), Samples.Weights(resumed.Network));
    }

    [Fact]
    public void A_checkpoint_with_an_unknown_optimizer_or_without_its_tensors_is_refused()
    {
        var file = Samples.TemporaryFile("checkpoint.safetensors");
        Samples.Trainer().Save(file);
        var good = SafetensorsFile.Read(file);
        string Refused(Func<string, string> change, Func<string, bool> keep)
        {
            var metadata = good.Metadata.ToDictionary(pair => pair.Key, pair => pair.Key == "training" ? change(pair.Value) : pair.Value);
            SafetensorsFile.Write(file, metadata, good.Names.Where(keep).Select(good.Entry));
            return Assert.Throws<FormatError>(() => Trainer.Resume(file)).Message;
        }

        Assert.Contains("loss is 'worst'", Refused(text => text.Replace("max_membrane_cross_entropy", "worst", StringComparison.Ordinal), _ => true));
        Assert.Contains("optimizer is 'best'", Refused(text => text.Replace("\"adam\"", "\"best\"", StringComparison.Ordinal), _ => true));
        Assert.Contains("adam has no 'rate'", Refused(
            text => text.Replace("\"adam\",\"learning_rate\"", "\"adam\",\"rate\"", StringComparison.Ordinal), _ => true));
        Assert.Contains("Beta1 is 2", Refused(text => text.Replace("\"adam\",", "\"adam\",\"beta1\":2,", StringComparison.Ordinal), _ => true));
        Assert.Contains("adam.second.0.weight", Refused(text => text, name => name != "adam.second.0.weight"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_learning_rate_is_what_the_next_update_takes(string kind)
    {
        var (network, still) = (Samples.Network(), Samples.Network());
        var optimizer = Optimizers[kind]();
        var run = network.Forward(Samples.Uniform(1, 0, 2, 4, 6), 10);
        var gradients = run.Pullback(Samples.Uniform(2, -1, 1, 10, 4, 3));
        optimizer.LearningRate = 0;
        optimizer.Step(network, gradients);
        Assert.Equal(Samples.Weights(still), Samples.Weights(network));
        optimizer.LearningRate = 0.1;
        optimizer.Step(network, gradients);
        Assert.NotEqual(Samples.Weights(still), Samples.Weights(network));
        Assert.Equal(2, optimizer.Updates);
        Assert.Equal(0.1, optimizer.LearningRate);
        Assert.Contains("LearningRate is -1; it must be ≥ 0", Assert.ThrowsAny<ArgumentException>(() => optimizer.LearningRate = -1).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_update_allocates_nothing_for_a_parameter(string kind)
    {
        var (few, many) = (Allocated(1), Allocated(12));
        Assert.True(many - few < 256, $"{few} bytes a step with 2 parameters, {many} with 24");

        long Allocated(int layers)
        {
            var network = new Sequential(1, [.. Enumerable.Range(0, layers).Select(_ => new Linear(20, 20))]);
            var optimizer = Optimizers[kind]();
            var gradients = network.Forward(Samples.Uniform(1, 0, 2, 4, 20), 3).Pullback(Samples.Uniform(2, -1, 1, 3, 4, 20));
            for (var i = 0; i < 40; i++) optimizer.Step(network, gradients);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++) optimizer.Step(network, gradients);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 20;
        }
    }

    [Fact]
    public void Accumulated_gradients_of_parts_are_those_of_the_whole_batch()
    {
        var network = Samples.Network();
        var input = Samples.Uniform(1, 0, 2, 6, 6);
        int[] labels = [0, 1, 2, 2, 1, 0];
        var loss = Loss.MaxMembraneCrossEntropy();
        ParameterGradients Gradients(int from, int count)
        {
            var part = Tensor.Create(Samples.Flat(input)[(from * 6)..((from + count) * 6)], [count, 6]);
            var run = network.Forward(part, 20);
            return run.Pullback(loss.Evaluate(run.Output, labels[from..(from + count)]).Gradient);
        }

        var whole = Gradients(0, 6);
        var sum = new GradientAccumulator();
        Assert.Throws<InvalidOperationException>(() => sum.Sum);
        for (var again = 0; again < 2; again++)
        {
            sum.Clear();
            sum.Add(Gradients(0, 4), 4.0 / 6);
            sum.Add(Gradients(4, 2), 2.0 / 6);
            Assert.Equal(2, sum.Count);
            for (var p = 0; p < whole.Parameters.Count; p++)
                Assert.All(Samples.Flat(whole[p]).Zip(Samples.Flat(sum.Sum[p])), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void Clipping_keeps_the_norm_or_every_element_within_its_limit()
    {
        var network = Samples.Network();
        ParameterGradients Gradients() => network.Forward(Samples.Uniform(1, 0, 2, 4, 6), 10).Pullback(Samples.Uniform(2, -1, 1, 10, 4, 3));
        static double Norm(ParameterGradients g) =>
            Math.Sqrt(Enumerable.Range(0, g.Parameters.Count).Sum(p => Samples.Doubles(g[p]).Sum(x => x * x)));

        var (byNorm, byValue) = (Gradients(), Gradients());
        var norm = Norm(byNorm);
        Assert.Equal(norm, GradientClipping.ByNorm(norm / 2).Apply(byNorm), 1e-9 * norm);
        Assert.Equal(norm / 2, Norm(byNorm), 1e-5 * norm);
        Assert.Equal(norm, GradientClipping.ByValue(1e-3).Apply(byValue), 1e-9 * norm);
        Assert.All(Enumerable.Range(0, byValue.Parameters.Count), p => Assert.All(Samples.Flat(byValue[p]), x => Assert.InRange(x, -1e-3f, 1e-3f)));
        Assert.Contains("largest is 0; it must be > 0", Assert.ThrowsAny<ArgumentException>(() => GradientClipping.ByNorm(0)).Message);
    }
}
