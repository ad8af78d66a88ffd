using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Microsoft.FSharp.Core;

namespace Neurons.Bench;

/// <summary>
/// Passes of any model in float32, with the managed memory that a call allocates:
/// <c>dotnet run -c Release --project bench -- --filter '*'</c>. For rates beside a memory copy, see <c>neurons bench</c>.
/// </summary>
[MemoryDiagnoser]
public class NeuronBenchmarks
{
    private Dynamics _neuron = null!;
    private ParameterValue[] _parameters = null!;
    private StateValues<float> _state;
    private InputSequence<float>[] _inputs = null!;
    private FSharpValueOption<IntegralBuffers<float>> _buffers;
    private Pullback<float> _pullback = null!;
    private Tensor<float>[] _upstream = null!;
    private GradientRequest<float> _inputOnly = null!;
    private GradientRequest<float> _everything = null!;

    [Params("CubaLif", "LifBox", "LeakyIntegrator")]
    public string Model { get; set; } = "";

    [Params(100)]
    public int TimeSteps { get; set; }

    [Params(1024, 65536)]
    public int Neurons { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var model = Models.find(Model);
        _neuron = model.Create(new Dictionary<string, string>());
        _parameters = model.Parameters("");
        _state = _neuron.Initial<float>(_parameters, [Neurons], 1, 0);
        nint[] shape = [TimeSteps, Neurons];
        var random = new Random(1);
        Tensor<float> Numbers(float most) =>
            Tensor.Create(Enumerable.Range(0, TimeSteps * Neurons).Select(_ => most * random.NextSingle()).ToArray(), shape);
        _inputs = [InputSequence<float>.NewEachStep(Numbers(2))];
        _upstream = [Numbers(1)];
        _buffers = FSharpValueOption<IntegralBuffers<float>>.NewValueSome(new(
            [Tensor.CreateFromShape<float>(shape)], [.. _state.Values.Select(v => Tensor.CreateFromShape<float>(v.Lengths))]));
        _pullback = Pullback.run(_neuron, _parameters, _state, _inputs, [Record.Outputs], _buffers);
        Tensor<float>[] target = [Tensor.CreateFromShape<float>(shape)];
        _inputOnly = new([true], false, new bool[_parameters.Length], target);
        _everything = new([true], false, [.. _parameters.Select(_ => true)], target);
    }

    [Benchmark(Baseline = true)]
    public void Forward() => _neuron.Integral(_parameters, _state, _inputs, [Record.Outputs], _buffers);

    [Benchmark]
    public void Backward() => _pullback.Gradients(_upstream, null, _inputOnly);

    [Benchmark]
    public void BackwardWithParameters() => _pullback.Gradients(_upstream, null, _everything);
}
