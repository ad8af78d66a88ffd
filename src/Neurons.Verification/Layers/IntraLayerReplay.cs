using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;

namespace Neurons.Verification;

/// <summary>
/// SpikingJelly's neurons with connections within populations, the ILC nodes: step by step, as the product of the connections needs the spikes of the
/// step before. At the first step nothing comes back.
/// </summary>
internal sealed class IntraLayerReplay : ILayerReplay
{
    private const string Spikes = Replay.SpikeState;

    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bound = BoundCase.Create(Neurons(golden), out var reason) ?? throw new ArgumentException($"{golden.Name}: {reason}");
        return new Unrolled<T>(golden, bound, interpreted).Run();
    }

    /// <summary>The neurons alone; that of ILCLIF is one with a current that does not last.</summary>
    private static GoldenCase Neurons(GoldenCase golden)
    {
        var parameters = new Dictionary<string, GoldenValue>(golden.Parameters);
        if (golden.Options["kind"] == "lif") parameters["c_decay"] = new([0], IsShared: true);
        return golden with
        {
            Model = golden.Options["kind"] == "if" ? "SpikingJelly.IF" : "SpikingJelly.CUBALIF",
            Parameters = parameters,
            Weights = new Dictionary<string, double[]>(),
        };
    }

    private sealed class Unrolled<T>(GoldenCase golden, BoundCase bound, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Precision _precision = PrecisionModule.ofType<T>();
        private readonly int _neurons = golden.Neurons;
        private readonly GroupedLinear _connections = Connections(golden);

        private int Size => _connections.Options.Inputs;

        public Replay Run()
        {
            var steps = golden.Steps;
            var weight = Arrays.Tensor<T>(golden.Weights["weight"], _neurons, Size);
            var bias = Arrays.Tensor<T>(golden.Weights["bias"], _neurons);
            var (states, spikes, inputs) = (new double[steps + 1][][], new double[steps + 1][], new double[steps][]);
            states[0] = [.. bound.StateNames.Select(name => bound.Golden.InitialState[name])];
            spikes[0] = golden.InitialState[Spikes];
            for (var t = 0; t < steps; t++)
            {
                inputs[t] = Arrays.Row(golden.Input, t, _neurons);
                if (t > 0) inputs[t] = Sum(inputs[t], Back(weight, bias, spikes[t]));
                (spikes[t + 1], states[t + 1]) = Step(inputs[t], states[t]);
            }
            double[] dWeight = new double[_neurons * Size], dBias = new double[_neurons], dx = new double[steps * _neurons];
            double[][] parameters = [.. bound.Parameters.Select(value => new double[Arrays.Flat(value).Length])];
            double[][] dState = [.. bound.StateNames.Select(name => bound.Golden.UpstreamFinalState[name])];
            var dSpikes = golden.UpstreamFinalState[Spikes];
            for (var t = steps - 1; t >= 0; t--)
            {
                var (input, state, own) = StepBack(inputs[t], states[t], Sum(dSpikes, Arrays.Row(golden.UpstreamOutput, t, _neurons)), dState);
                input.CopyTo(dx, t * _neurons);
                for (var p = 0; p < own.Length; p++) parameters[p] = Sum(parameters[p], own[p]);
                (dState, dSpikes) = (state, new double[_neurons]);
                if (t == 0) continue;
                var (spike, ofWeight, ofBias) = BackGradients(weight, spikes[t], input);
                (dSpikes, dWeight, dBias) = (spike, Sum(dWeight, ofWeight), Sum(dBias, ofBias));
            }
            var over = Replay.Named(bound.StateNames, bound.StateNames.Select((_, s) => states.Skip(1).SelectMany(state => state[s]).ToArray()));
            over[Spikes] = [.. spikes.Skip(1).SelectMany(row => row)];
            var initial = Replay.Named(bound.StateNames, dState);
            initial[Spikes] = dSpikes;
            return new()
            {
                Output = over[Spikes],
                States = over,
                InputGradient = dx,
                InitialStateGradients = initial,
                WeightGradients = new Dictionary<string, double[]> { ["weight"] = dWeight, ["bias"] = dBias },
                LayerParameterGradients = bound.ParameterNames.Zip(parameters)
                    .Where(pair => pair.First is not null).ToDictionary(pair => pair.First!, pair => pair.Second),
            };
        }

        private static GroupedLinear Connections(GoldenCase golden)
        {
            var populations = int.Parse(golden.Options["act_dim"], CultureInfo.InvariantCulture);
            return new(new(populations, golden.Neurons / populations, golden.Neurons / populations));
        }

        private (double[] Spikes, double[][] State) Step(double[] x, double[][] state)
        {
            if (interpreted)
            {
                var step = Reference.integral(_precision, bound.Dynamics.Definition, bound.Parameters, States<double>(state), [Inputs<double>(x)]);
                return (Arrays.Flat(step.Output), [.. step.Final.Values.Select(Arrays.Flat)]);
            }
            var run = Pullback.run(
                bound.Dynamics, bound.Parameters, States<T>(state), [Inputs<T>(x)], [Record.Outputs],
                FSharpValueOption<IntegralBuffers<T>>.ValueNone);
            return (Arrays.Flat(run.Recorded[0]), [.. run.Final.Values.Select(Arrays.Flat)]);
        }

        private (double[] Input, double[][] State, double[][] Parameters) StepBack(double[] x, double[][] state, double[] dSpikes, double[][] dState)
        {
            if (interpreted)
            {
                var naive = Reference.gradients(
                    _precision, bound.Dynamics.Definition, bound.Parameters, States<double>(state), [Inputs<double>(x)], [Record.Outputs],
                    [Row<double>(dSpikes, 1, _neurons)], States<double>(dState).Values);
                return (Arrays.Flat(naive.Inputs[0]), [.. naive.State.Select(Arrays.Flat)], [.. naive.Parameters.Select(Arrays.Flat)]);
            }
            var run = Pullback.run(
                bound.Dynamics, bound.Parameters, States<T>(state), [Inputs<T>(x)], [Record.Outputs],
                FSharpValueOption<IntegralBuffers<T>>.ValueNone);
            var gradients = run.Gradients(
                [Row<T>(dSpikes, 1, _neurons)], States<T>(dState).Values,
                new GradientRequest<T>([true], true, [.. bound.Parameters.Select(_ => true)], null));
            return (Arrays.Flat(gradients.Inputs[0]), [.. gradients.State.Select(Arrays.Flat)], [.. gradients.Parameters.Select(Arrays.Flat)]);
        }

        /// <summary>What comes back of the spikes of the step before.</summary>
        private double[] Back(Tensor<T> weight, Tensor<T> bias, double[] spikes)
        {
            var (z, y) = (Row<T>(spikes, _neurons), Tensor.CreateFromShape<T>([_neurons]));
            if (interpreted)
            {
                for (var n = 0; n < _neurons; n++)
                {
                    for (var k = 0; k < Size; k++) y[n] += weight[n, k] * z[n / Size * Size + k];
                    y[n] += bias[n];
                }
            }
            else
            {
                _connections.Forward(weight, bias, z, y);
            }
            return Arrays.Flat(y);
        }

        private (double[] Spikes, double[] Weight, double[] Bias) BackGradients(Tensor<T> weight, double[] spikes, double[] gradient)
        {
            var (z, dy, dz) = (Row<T>(spikes, _neurons), Row<T>(gradient, _neurons), Tensor.CreateFromShape<T>([_neurons]));
            Tensor<T> dw = Tensor.CreateFromShape<T>(weight.Lengths), db = Tensor.CreateFromShape<T>([_neurons]);
            if (interpreted)
            {
                for (var n = 0; n < _neurons; n++)
                {
                    db[n] = dy[n];
                    for (var k = 0; k < Size; k++)
                    {
                        dw[n, k] = dy[n] * z[n / Size * Size + k];
                        dz[n / Size * Size + k] += dy[n] * weight[n, k];
                    }
                }
            }
            else
            {
                _connections.Backward(weight, z, dy, dz, dw, db);
            }
            return (Arrays.Flat(dz), Arrays.Flat(dw), Arrays.Flat(db));
        }

        private static InputSequence<TNumber> Inputs<TNumber>(double[] x)
            where TNumber : unmanaged, INumber<TNumber> => InputSequence<TNumber>.NewEachStep(Row<TNumber>(x, 1, x.Length));

        private static StateValues<TNumber> States<TNumber>(double[][] state)
            where TNumber : unmanaged, INumber<TNumber> => new([.. state.Select(values => Row<TNumber>(values, values.Length))], 0, 0, 0);

        /// <summary>Numbers that are rounded to the precision.</summary>
        private static Tensor<TNumber> Row<TNumber>(double[] values, params ReadOnlySpan<nint> lengths)
            where TNumber : unmanaged, INumber<TNumber> =>
            Arrays.Tensor<TNumber>(Array.ConvertAll(values, value => double.CreateChecked(T.CreateChecked(value))), lengths);

        private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => double.CreateChecked(T.CreateChecked(x) + T.CreateChecked(y)))];
    }
}
