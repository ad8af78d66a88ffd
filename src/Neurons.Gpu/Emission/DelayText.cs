using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>
/// Kernels of delays d = n + f, which take 1 − f of n steps before and f of the step before that, in the order of the processor's sums. Steps are
/// rows of a buffer, which may be a ring.
/// </summary>
internal static class DelayText
{
    public const string Channels = "delayChannels", Slopes = "delaySlopes", Add = "addDelayed", Return = "returnDelayed",
        Gradients = "delayedGradients";

    private const string Words =
        """

        #define DELAYS const float longest, const uint held, const uint isRounded

        FUNCTION float bounded(const float given, DELAYS)
        {
            const float d = given < 0 ? 0 : given > longest ? longest : given;
            if (isRounded == 0) return d;
            const uint n = (uint)d;
            const float f = d - (float)n;
            return (float)(f > 0.5f || (f == 0.5f && n % 2 != 0) ? n + 1 : n);
        }

        FUNCTION uint wholeSteps(const float d, const uint held) { const uint n = (uint)d; return n < held ? n : held - 1; }

        """;

    private const string Kernels =
        """

        // of rows [batch, channels, plane]: those of steps before, or back those of steps after
        KERNEL delayChannels(const uint count, const uint width, const uint channels, const uint plane, DELAYS, const uint first, const uint rows,
            const uint isBack, GLOBAL const real* ONLY delays, GLOBAL const real* ONLY buffer, GLOBAL real* ONLY target)
        {
            if (ITEM >= count) return;
            const uint place = ITEM % width;
            const uint now = first + ITEM / width;
            const real d = bounded(delays[place / plane % channels], longest, held, isRounded);
            const uint n = wholeSteps(d, held);
            const real far = d - (real)n;
            const real near = (real)1 - far;
            const real a = buffer[(ulong)((isBack != 0 ? now + n : now - n) % rows) * width + place];
            const real b = buffer[(ulong)((isBack != 0 ? now + n + 1 : now - n - 1) % rows) * width + place];
            target[ITEM] = far == 0 ? a : near * a + far * b;
        }

        #define SYNAPSES const uint batch, const uint inputs, const uint outputs, DELAYS

        // what inputs of some steps add to the sums of steps, [batch, outputs]
        KERNEL addDelayed(const uint count, SYNAPSES, const uint from, const uint steps, const uint ofX, const uint first, const uint rows,
            GLOBAL const real* ONLY x, GLOBAL const real* ONLY weight, GLOBAL const real* ONLY delays, GLOBAL real* ONLY sums)
        {
            if (ITEM >= count) return;
            const uint width = batch * outputs;
            const uint sample = ITEM / outputs % batch;
            const uint now = first + ITEM / width;
            GLOBAL real* target = sums + (ulong)(now % rows) * width + ITEM % width;
            real sum = *target;
            for (uint s = now > from + held ? now - held : from; s < from + steps && s <= now; ++s)
            {
                for (uint j = 0; j < inputs; ++j)
                {
                    const real value = x[((ulong)(s - from) * batch + sample) * inputs % ofX + j];
                    if (value == 0) continue;
                    const ulong synapse = (ulong)(ITEM % outputs) * inputs + j;
                    const real d = bounded(delays[synapse], longest, held, isRounded);
                    const uint n = wholeSteps(d, held);
                    const real far = d - (real)n;
                    if (now - s == n) sum = sum + value * weight[synapse] * ((real)1 - far);
                    else if (now - s == n + 1 && far != 0) sum = sum + value * weight[synapse] * far;
                }
            }
            *target = sum;
        }

        // the gradient of the inputs of some steps, of that of the output from these steps on
        KERNEL returnDelayed(const uint count, SYNAPSES, const uint first, const uint rows, GLOBAL const real* ONLY weight,
            GLOBAL const real* ONLY delays, GLOBAL const real* ONLY later, GLOBAL real* ONLY dx)
        {
            if (ITEM >= count) return;
            const uint input = ITEM % inputs;
            const uint sample = ITEM / inputs % batch;
            const uint now = first + ITEM / inputs / batch;
            real sum = 0;
            for (uint o = 0; o < outputs; ++o)
            {
                const ulong synapse = (ulong)o * inputs + input;
                const real d = bounded(delays[synapse], longest, held, isRounded);
                const uint n = wholeSteps(d, held);
                const real far = d - (real)n;
                const real a = later[((ulong)((now + n) % rows) * batch + sample) * outputs + o];
                const real b = later[((ulong)((now + n + 1) % rows) * batch + sample) * outputs + o];
                sum = sum + weight[synapse] * (((real)1 - far) * a + far * b);
            }
            dx[ITEM] = sum;
        }

        """;

    // the gradients of parameters, which are summed in float64
    private const string WideKernels =
        """

        // an item is a channel: from the last step to the first
        KERNEL delaySlopes(const uint channels, const uint steps, const uint batch, const uint plane, DELAYS, GLOBAL const float* ONLY delays,
            GLOBAL const float* ONLY extended, GLOBAL const float* ONLY dy, GLOBAL float* ONLY gradient)
        {
            if (ITEM >= channels) return;
            const ulong width = (ulong)batch * channels * plane;
            const uint n = wholeSteps(bounded(delays[ITEM], longest, held, isRounded), held);
            double sum = 0;
            for (uint t = steps; t-- > 0;)
            {
                for (uint sample = 0; sample < batch; ++sample)
                {
                    for (uint i = 0; i < plane; ++i)
                    {
                        const ulong place = ((ulong)sample * channels + ITEM) * plane + i;
                        const float slope = extended[(held + t - n - 1) * width + place] - extended[(held + t - n) * width + place];
                        sum = sum + (double)dy[t * width + place] * (double)slope;
                    }
                }
            }
            gradient[ITEM] = (float)sum;
        }

        // an item is a synapse
        KERNEL delayedGradients(const uint count, const uint batch, const uint inputs, const uint outputs, DELAYS, const uint steps,
            const uint ofX, GLOBAL const float* ONLY x, GLOBAL const float* ONLY weight, GLOBAL const float* ONLY delays,
            GLOBAL const float* ONLY later, GLOBAL float* ONLY dWeight, GLOBAL float* ONLY dDelay)
        {
            if (ITEM >= count) return;
            const float d = bounded(delays[ITEM], longest, held, isRounded);
            const uint n = wholeSteps(d, held);
            const double part = (double)(d - (float)n);
            const ulong width = (ulong)batch * outputs;
            double ofWeight = 0;
            double ofDelay = 0;
            for (uint t = 0; t < steps; ++t)
            {
                for (uint sample = 0; sample < batch; ++sample)
                {
                    const double value = (double)x[((ulong)t * batch + sample) * inputs % ofX + ITEM % inputs];
                    if (value == 0) continue;
                    const ulong arrival = (ulong)(t + n) * width + (ulong)sample * outputs + ITEM / inputs;
                    const double near = (double)later[arrival];
                    const double far = (double)later[arrival + width];
                    ofWeight = ofWeight + value * ((1 - part) * near + part * far);
                    ofDelay = ofDelay + value * (double)weight[ITEM] * (far - near);
                }
            }
            dWeight[ITEM] = (float)ofWeight;
            dDelay[ITEM] = (float)ofDelay;
        }

        """;

    public static string Of(KernelLanguage language, Precision precision) => Prelude.Of(language, precision) + Words + Kernels;

    public static string OfWide(KernelLanguage language, Precision precision) => Prelude.Of(language, Precision.Float64) + Words + WideKernels;
}
