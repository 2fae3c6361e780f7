// N streaming chat completions at once with the standard library only, and what they cost.
//
//	-style plain  bufio.Scanner over bytes, json.Unmarshal into typed structs
//	-style sdk    as the known Go package for DeepSeek reads a stream: ReadString, TrimSpace, a copy, a delta decoded twice
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type toolCall struct {
	Index    int    `json:"index"`
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"function"`
}

type usage struct {
	PromptTokens          int `json:"prompt_tokens"`
	CompletionTokens      int `json:"completion_tokens"`
	TotalTokens           int `json:"total_tokens"`
	PromptCacheHitTokens  int `json:"prompt_cache_hit_tokens"`
	PromptCacheMissTokens int `json:"prompt_cache_miss_tokens"`
}

type plainDelta struct {
	Role             string     `json:"role,omitempty"`
	Content          string     `json:"content"`
	ReasoningContent string     `json:"reasoning_content,omitempty"`
	ToolCalls        []toolCall `json:"tool_calls,omitempty"`
}

// sdkDelta takes "reasoning" as well, by decoding a second time.
type sdkDelta plainDelta

func (d *sdkDelta) UnmarshalJSON(data []byte) error {
	aux := struct {
		Reasoning *string `json:"reasoning,omitempty"`
		*plainDelta
	}{plainDelta: (*plainDelta)(d)}
	if err := json.Unmarshal(data, &aux); err != nil {
		return fmt.Errorf("delta: %w", err)
	}
	if d.ReasoningContent == "" && aux.Reasoning != nil {
		d.ReasoningContent = *aux.Reasoning
	}
	return nil
}

type choice[D any] struct {
	Index        int    `json:"index"`
	Delta        D      `json:"delta"`
	FinishReason string `json:"finish_reason,omitempty"`
	Logprobs     any    `json:"logprobs,omitempty"`
}

type chunk[D any] struct {
	ID      string      `json:"id"`
	Object  string      `json:"object"`
	Created int64       `json:"created"`
	Model   string      `json:"model"`
	Choices []choice[D] `json:"choices"`
	Usage   *usage      `json:"usage,omitempty"`
}

// lag is one paced event: when it was in hand, in microseconds, and how many milliseconds that took.
type lag struct {
	at int64
	ms float64
}

type result struct {
	events int
	bytes  int
	lags   []lag
	err    error
}

// take counts a text; a paced one begins with the microsecond it was sent at.
func (r *result) take(text string, paced bool) {
	if text == "" {
		return
	}
	r.events++
	r.bytes += len(text)
	if paced {
		if sent, err := strconv.ParseInt(text[:16], 10, 64); err == nil {
			at := time.Now().UnixMicro()
			r.lags = append(r.lags, lag{at, float64(at-sent) / 1e3})
		}
	}
}

func readPlain(body io.Reader, r *result, paced bool) error {
	in := bufio.NewScanner(body)
	in.Buffer(make([]byte, 0, 16*1024), 4<<20)
	var text strings.Builder
	for in.Scan() {
		line := in.Bytes()
		if !bytes.HasPrefix(line, []byte("data: ")) {
			continue
		}
		data := line[len("data: "):]
		if string(data) == "[DONE]" {
			return nil
		}
		var c chunk[plainDelta]
		if err := json.Unmarshal(data, &c); err != nil {
			return err
		}
		if len(c.Choices) > 0 {
			text.WriteString(c.Choices[0].Delta.Content)
			r.take(c.Choices[0].Delta.Content, paced)
		}
	}
	return in.Err()
}

func readSDK(body io.Reader, r *result, paced bool) error {
	in := bufio.NewReader(body)
	var text strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		line = strings.TrimSpace(line)
		if line == "data: [DONE]" {
			return nil
		}
		if len(line) > 6 && line[:6] == "data: " {
			var c chunk[sdkDelta]
			if err := json.Unmarshal([]byte(line[6:]), &c); err != nil {
				return err
			}
			if len(c.Choices) > 0 {
				text.WriteString(c.Choices[0].Delta.Content)
				r.take(c.Choices[0].Delta.Content, paced)
			}
		}
	}
}

func ask(client *http.Client, url, style string, payload []byte, r *result, paced bool) error {
	req, err := http.NewRequest("POST", url, bytes.NewReader(payload))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer sk-bench-000000000000")
	req.Header.Set("Accept", "text/event-stream")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if style == "sdk" {
		return readSDK(resp.Body, r, paced)
	}
	return readPlain(resp.Body, r, paced)
}

func percentile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := int(float64(len(sorted)) * share)
	if at >= len(sorted) {
		at = len(sorted) - 1
	}
	return sorted[at]
}

func main() {
	base := flag.String("base", "", "address of the load, with its path")
	n := flag.Int("n", 1, "streams at once")
	style := flag.String("style", "plain", "plain | sdk")
	paced := flag.Bool("paced", false, "texts begin with the microsecond they were sent at")
	flag.Parse()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns = *n
	transport.MaxIdleConnsPerHost = *n
	client := &http.Client{Transport: transport}
	payload, _ := json.Marshal(map[string]any{
		"model": "deepseek-flash", "stream": true,
		"messages": []map[string]string{{"role": "user", "content": "hello"}},
	})
	results := make([]result, *n)
	var wg sync.WaitGroup
	begin := time.Now()
	for i := 0; i < *n; i++ {
		wg.Add(1)
		go func(r *result) {
			defer wg.Done()
			r.err = ask(client, *base+"/chat/completions", *style, payload, r, *paced)
		}(&results[i])
	}
	wg.Wait()
	wall := time.Since(begin).Seconds()
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	events, texts, errs := 0, 0, 0
	var rushEnds int64
	for _, r := range results {
		if len(r.lags) > 0 && r.lags[0].at > rushEnds {
			rushEnds = r.lags[0].at
		}
	}
	var whole, settled []float64
	for _, r := range results {
		events += r.events
		texts += r.bytes
		for _, l := range r.lags {
			whole = append(whole, l.ms)
			if l.at >= rushEnds {
				settled = append(settled, l.ms)
			}
		}
		if r.err != nil {
			if errs == 0 {
				fmt.Fprintln(os.Stderr, r.err)
			}
			errs++
		}
	}
	sort.Float64s(whole)
	sort.Float64s(settled)
	rush := 0.0
	if rushEnds > 0 {
		rush = float64(rushEnds-begin.UnixMicro()) / 1e6
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"client": "go-" + *style, "n": *n, "events": events, "bytes": texts, "wall_s": wall,
		"cpu_s": seconds(used.Utime) + seconds(used.Stime), "system_s": seconds(used.Stime), "rss_mb": float64(used.Maxrss) / 1024,
		"lag_p50_ms": percentile(whole, .5), "lag_p99_ms": percentile(whole, .99),
		"settled_p50_ms": percentile(settled, .5), "settled_p99_ms": percentile(settled, .99), "rush_s": rush, "errors": errs,
	})
}
