using System.Globalization;

namespace Neurons.Nir;

/// <summary>
/// The neurons of NIR as neurons of this library, one for each type of node and form of a step: <c>nir_i</c>, <c>nir_if</c>,
/// <c>nir_li_exact</c>, <c>nir_li_euler</c>, <c>nir_lif_exact</c>, <c>nir_lif_euler</c>, <c>nir_cubali_exact</c>, <c>nir_cubali_euler</c>,
/// <c>nir_cubali_euler_old_current</c>, the same three of <c>nir_cubalif</c>, and <c>nir_scale</c> and <c>nir_threshold</c>. Their parameters
/// are those of the nodes, besides V0, the potential that they begin with. A file must say the time constants and Dt, in seconds. With the input u
/// that holds for a step h:
/// <code>
/// I, IF            v + h R u
/// LI, LIF          exact: w + (v − w) e^(−h/τ), w = v_leak + R u         Euler: v + h/τ ((v_leak − v) + R u)
/// CubaLI, CubaLIF  exact: a = w_in u, w = v_leak + R a,
///                         v = w + (v − w) e^(−h/τ_mem) + R (i − a) K, i = a + (i − a) e^(−h/τ_syn),
///                         K = h/τ_mem e^(−h/τ_mem) (e^z − 1)/z, z = h (1/τ_mem − 1/τ_syn)
///                  Euler: i + h/τ_syn (w_in u − i), v + h/τ_mem ((v_leak − v) + R i), with the new i or the old one
/// </code>
/// and then, in those that fire, z = 1 and v = v_reset where v &gt; v_threshold. The gradient of a spike is that of atan with α = 2.
/// </summary>
public static class NirNeurons
{
    private static readonly Quantity[] _voltage = [0.0.In("", meaning: "membrane potential")];
    private static readonly Quantity[] _voltageAndCurrent = [.. _voltage, 0.0.In("", meaning: "synaptic current")];
    private static readonly Lazy<bool> _registered = new(DefineAll);

    /// <summary>
    /// Makes files know these neurons, and the layers of this package: before a network that has them is loaded. Whatever makes one calls it.
    /// </summary>
    public static void Register() => _ = _registered.Value;

    /// <summary>A layer of the model of a name.</summary>
    internal static NeuronLayer Layer(
        string name, int[]? shape, double dt, IReadOnlyDictionary<string, NeuronParameter> parameters)
    {
        Register();
        var options = new Dictionary<string, string> { ["Dt"] = dt.ToString("R", CultureInfo.InvariantCulture) };
        return NamedNeurons.Layer(name, shape, options, parameters);
    }

    private static bool DefineAll()
    {
        DefineIntegrators();
        DefineLeaky();
        DefineSynaptic("exact", (dt, p, v, i, u) =>
        {
            var a = p.WIn * u;
            var (w, target) = (p.VLeak + (p.R * a), i - a);
            var (rate, difference) = (dt / p.TauMem, dt * ((1.0 / p.TauMem) - (1.0 / p.TauSyn)));
            var (decay, synapse) = (Expr.Exp(-rate), Expr.Exp(-(dt / p.TauSyn)));
            var k = rate * decay * Expr.Exprel(difference);
            return (w + ((v - w) * decay) + (p.R * target * k), a + (target * synapse));
        });
        DefineSynaptic("euler", (dt, p, v, i, u) =>
        {
            var current = i + (dt / p.TauSyn * ((p.WIn * u) - i));
            return (v + (dt / p.TauMem * (p.VLeak - v + (p.R * current))), current);
        });
        DefineSynaptic("euler_old_current", (dt, p, v, i, u) =>
            (v + (dt / p.TauMem * (p.VLeak - v + (p.R * i))), i + (dt / p.TauSyn * ((p.WIn * u) - i))));
        SinabsNeurons.Register();
        NirLayers.Register();
        return true;
    }

    private static void DefineIntegrators()
    {
        NeuronModel.Define(
            "nir_i", (StepOptions o, Integrator<Expr> p, Potential<Expr> s, Expr u) => Readout(s.V + (o.Dt * p.R * u)),
            new Integrator<Quantity>(Resistance, Start), p => new Potential<Expr>(p.V0), _voltage, timeUnit: "s", spikes: false,
            summary: "integrator, I of NIR", source: Source).Register([Step]);
        NeuronModel.Define(
            "nir_if", (StepOptions o, Firing<Expr> p, Potential<Expr> s, Expr u) => Fired(s.V + (o.Dt * p.R * u), p.VThreshold, p.VReset),
            new Firing<Quantity>(Resistance, Threshold, Reset, Start), p => new Potential<Expr>(p.V0), _voltage, timeUnit: "s",
            summary: "integrate-and-fire neuron, IF of NIR", source: Source).Register([Step]);
        NeuronModel.Define(
            "nir_scale", (StepOptions _, Scaling<Expr> p, Potential<Expr> _, Expr u) => Readout(p.Scale * u),
            new Scaling<Quantity>(1.0.In("", meaning: "factor")), _ => new Potential<Expr>(0.0), [0.0.In("", meaning: "last output")],
            spikes: false, summary: "a factor, Scale of NIR", source: Source).Register();
        NeuronModel.Define(
            "nir_threshold",
            (StepOptions _, Deciding<Expr> p, Potential<Expr> _, Expr u) =>
                (Expr.Fire(u - p.Threshold, Surrogate.Atan(2)), new Potential<Expr>(u)),
            new Deciding<Quantity>(Threshold), _ => new Potential<Expr>(0.0), [0.0.In("", meaning: "last input")],
            summary: "1 above a threshold, Threshold of NIR", source: Source).Register();
    }

    private static void DefineLeaky()
    {
        Define("exact", (dt, tau, w, v) => w + ((v - w) * Expr.Exp(-(dt / tau))));
        Define("euler", (dt, tau, w, v) => v + (dt / tau * (w - v)));

        static void Define(string form, Func<double, Expr, Expr, Expr, Expr> step)
        {
            NeuronModel.Define(
                $"nir_li_{form}",
                (StepOptions o, Leaky<Expr> p, Potential<Expr> s, Expr u) => Readout(step(o.Dt, p.Tau, p.VLeak + (p.R * u), s.V)),
                new Leaky<Quantity>(Time("time constant"), Resistance, Leak, Start), p => new Potential<Expr>(p.V0), _voltage,
                timeUnit: "s", spikes: false, summary: "leaky integrator, LI of NIR", source: Source).Register([Step, nameof(Leaky<>.Tau)]);
            NeuronModel.Define(
                $"nir_lif_{form}",
                (StepOptions o, LeakyFiring<Expr> p, Potential<Expr> s, Expr u) =>
                    Fired(step(o.Dt, p.Tau, p.VLeak + (p.R * u), s.V), p.VThreshold, p.VReset),
                new LeakyFiring<Quantity>(Time("time constant"), Resistance, Leak, Threshold, Reset, Start),
                p => new Potential<Expr>(p.V0), _voltage, timeUnit: "s",
                summary: "leaky integrate-and-fire neuron, LIF of NIR", source: Source).Register([Step, nameof(Leaky<>.Tau)]);
        }
    }

    /// <param name="form">The form of a step.</param>
    /// <param name="step">The next potential, before a reset, and the next current: of dt, the parameters, potential, current and input.</param>
    private static void DefineSynaptic(string form, Func<double, Synaptic<Expr>, Expr, Expr, Expr, (Expr V, Expr I)> step)
    {
        NeuronModel.Define(
            $"nir_cubali_{form}",
            (StepOptions o, Synaptic<Expr> p, Charged<Expr> s, Expr u) =>
            {
                var (v, i) = step(o.Dt, p, s.V, s.I, u);
                return (v, new Charged<Expr>(v, i));
            },
            new Synaptic<Quantity>(
                Time("time constant of the synaptic current"), Time("time constant of the membrane"), Resistance, Leak, Weight, Start),
            p => new Charged<Expr>(p.V0, 0.0), _voltageAndCurrent, timeUnit: "s", spikes: false,
            summary: "leaky integrator with an exponential synapse, CubaLI of NIR", source: Source).Register(Times);
        NeuronModel.Define(
            $"nir_cubalif_{form}",
            (StepOptions o, SynapticFiring<Expr> p, Charged<Expr> s, Expr u) =>
            {
                var (v, i) = step(o.Dt, new(p.TauSyn, p.TauMem, p.R, p.VLeak, p.WIn, p.V0), s.V, s.I, u);
                var (z, next) = Fired(v, p.VThreshold, p.VReset);
                return (z, new Charged<Expr>(next.V, i));
            },
            new SynapticFiring<Quantity>(
                Time("time constant of the synaptic current"), Time("time constant of the membrane"), Resistance, Leak, Threshold, Reset,
                Weight, Start),
            p => new Charged<Expr>(p.V0, 0.0), _voltageAndCurrent, timeUnit: "s",
            summary: "leaky integrate-and-fire neuron with an exponential synapse, CubaLIF of NIR", source: Source).Register(Times);
    }

    /// <summary>What has no sensible default: the time step, and time constants.</summary>
    private const string Step = nameof(StepOptions.Dt);

    private static readonly string[] Times = [Step, nameof(Synaptic<>.TauSyn), nameof(Synaptic<>.TauMem)];

    private const string Source = "Pedersen et al. 2024, Neuromorphic intermediate representation";

    private static Quantity Resistance => 1.0.In("", meaning: "resistance");

    private static Quantity Threshold => 1.0.In("", meaning: "threshold");

    private static Quantity Reset => 0.0.In("", meaning: "reset potential");

    private static Quantity Leak => 0.0.In("", meaning: "leak potential");

    private static Quantity Weight => 1.0.In("", meaning: "factor of the input");

    private static Quantity Start => 0.0.In("", meaning: "initial potential");

    private static Quantity Time(string meaning) => 0.01.In("s", above: 0, meaning: meaning);

    private static (Expr Output, Potential<Expr> Next) Readout(Expr v) => (v, new(v));

    private static (Expr Output, Potential<Expr> Next) Fired(Expr v, Expr threshold, Expr reset)
    {
        var z = Expr.Fire(v - threshold, Surrogate.Atan(2));
        return (z, new(Expr.Blend(z, v, reset)));
    }

    internal sealed record Potential<T>(T V);

    internal sealed record Charged<T>(T V, T I);

    internal sealed record Scaling<T>(T Scale);

    internal sealed record Deciding<T>(T Threshold);

    internal sealed record Integrator<T>(T R, T V0);

    internal sealed record Firing<T>(T R, T VThreshold, T VReset, T V0);

    internal sealed record Leaky<T>(T Tau, T R, T VLeak, T V0);

    internal sealed record LeakyFiring<T>(T Tau, T R, T VLeak, T VThreshold, T VReset, T V0);

    internal sealed record Synaptic<T>(T TauSyn, T TauMem, T R, T VLeak, T WIn, T V0);

    internal sealed record SynapticFiring<T>(T TauSyn, T TauMem, T R, T VLeak, T VThreshold, T VReset, T WIn, T V0);
}
